using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// A frame of a camera in a room, made from a photograph of a person: the photograph is moved, turned and scaled about the face, and then
/// spoiled as rooms and cameras do. Keeps where the faces are. The same frames on every machine but for rounding.
/// </summary>
internal sealed class SceneFrame
{
    public const int Width = 640, Height = 480;

    /// <summary>Deviations of a normal distribution, which every frame reads from another place.</summary>
    private static readonly float[] s_noise = CreateNoise();

    private static readonly byte[] s_wall = CreateWall();

    private readonly byte[] _rgb = new byte[3 * Width * Height];
    private readonly byte[] _other = new byte[3 * Width * Height];
    private readonly byte[][] _photograph;
    private readonly (int Width, int Height)[] _sizes;
    private readonly FaceBox _inPhotograph;
    private readonly List<FaceBox> _faces = [];
    private uint _frame;

    /// <param name="rgb">The photograph.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="face">The face in it, from hairline to chin.</param>
    public SceneFrame(byte[] rgb, int width, int height, FaceBox face)
    {
        // Halves of it, as one that is read with gaps has false details.
        (_photograph, _sizes) = ([rgb, null!, null!], [(width, height), default, default]);
        for (int level = 1; level < _photograph.Length; level++)
        {
            (int wide, int high) = _sizes[level - 1];
            _photograph[level] = Halve(_photograph[level - 1], wide, high);
            _sizes[level] = (wide / 2, high / 2);
        }
        _inPhotograph = face;
    }

    /// <summary>The frame.</summary>
    public FrameView View => new(_rgb, Width, Height, PixelLayout.Rgb24);

    /// <summary>Where faces are.</summary>
    public IReadOnlyList<FaceBox> Faces => _faces;

    /// <summary>Shows the person.</summary>
    /// <param name="x">Centre of the face, in pixels of the frame.</param>
    /// <param name="y">The same, from above.</param>
    /// <param name="height">Height of the face in pixels.</param>
    /// <param name="degrees">Turn of the picture, counterclockwise.</param>
    /// <param name="mirrored">Whether left is right.</param>
    /// <param name="from">Only columns from this one on are drawn: beside somebody who is there already.</param>
    public SceneFrame Show(double x, double y, double height, double degrees = 0, bool mirrored = false, int from = 0)
    {
        double scale = height / _inPhotograph.Height;
        int level = scale > 0.6 ? 0 : scale > 0.3 ? 1 : 2, shrink = 1 << level;
        (byte[] source, (int wide, int high)) = (_photograph[level], _sizes[level]);
        double cos = Math.Cos(Math.PI * degrees / 180) / (scale * shrink), sin = Math.Sin(Math.PI * degrees / 180) / (scale * shrink);
        double faceX = ((_inPhotograph.X + (_inPhotograph.Width / 2)) / shrink) - 0.5, faceY = ((_inPhotograph.Y + (_inPhotograph.Height / 2)) / shrink) - 0.5;
        for (int row = 0; row < Height; row++)
        {
            double sourceX = faceX + ((from - x) * cos * (mirrored ? -1 : 1)) - ((row - y) * sin), sourceY = faceY + ((from - x) * sin) + ((row - y) * cos);
            for (int at = 3 * ((row * Width) + from), end = 3 * (row + 1) * Width; at < end; at += 3)
            {
                Sample(source, wide, high, sourceX, sourceY, _rgb.AsSpan(at, 3));
                sourceX += mirrored ? -cos : cos;
                sourceY += sin;
            }
        }
        float ownWidth = (float)(_inPhotograph.Width * scale);
        var face = new FaceBox((float)x - (ownWidth / 2), (float)(y - (height / 2)), ownWidth, (float)height);
        if (face.X + (face.Width / 2) > 0 && face.X + (face.Width / 2) < Width)
            _faces.Add(face);
        return this;
    }

    /// <summary>Begins the next frame, of a wall with some shadows where nobody is.</summary>
    public SceneFrame Empty()
    {
        _frame++;
        _faces.Clear();
        s_wall.CopyTo(_rgb, 0);
        return this;
    }

    /// <summary>Light and noise of the sensor: values are multiplied, and deviate by so many of 255 steps.</summary>
    public SceneFrame Light(double gain = 1, double noise = 3, double black = 0)
    {
        uint place = _frame * 2_654_435_761u;
        for (int i = 0; i < _rgb.Length; i++)
            _rgb[i] = Clamp((gain * _rgb[i]) + black + (noise * s_noise[place++ & (uint)(s_noise.Length - 1)]));
        return this;
    }

    /// <summary>Covers a rectangle.</summary>
    public SceneFrame Cover(int left, int top, int right, int bottom, byte red, byte green, byte blue) =>
        Paint((x, y) => x >= left && x <= right && y >= top && y <= bottom, red, green, blue);

    /// <summary>Covers an ellipse, as a hand does.</summary>
    public SceneFrame CoverRound(int x, int y, int radiusX, int radiusY, byte red, byte green, byte blue) => Paint(
        (px, py) => Math.Pow((px - x) / (double)radiusX, 2) + Math.Pow((py - y) / (double)radiusY, 2) <= 1, red, green, blue);

    /// <summary>A bright window behind a person whose face is where the light does not come.</summary>
    public SceneFrame Backlight(double x, double y, double radius)
    {
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                double right = (column - x) / 0.8, down = row - y, far = Math.Sqrt((right * right) + (down * down)) / radius;
                // Shoulders stand before the window too.
                double body = row > y + radius ? Math.Abs(column - x) / (1.5 * radius) : double.MaxValue, shade = Math.Clamp(3 - (2 * Math.Min(far, body)), 0, 1);
                for (int at = 3 * ((row * Width) + column), end = at + 3; at < end; at++)
                    _rgb[at] = Clamp((shade * 0.25 * _rgb[at]) + ((1 - shade) * ((1.3 * _rgb[at]) + 110)));
            }
        }
        return this;
    }

    /// <summary>Blurs by the mean of so many pixels in a row and a column, three times for a lens out of focus, once for movement.</summary>
    public SceneFrame Blur(int columns, int rows, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Mean(_rgb, _other, columns, 3, 3 * Width, Width, Height);
            Mean(_other, _rgb, rows, 3 * Width, 3, Height, Width);
        }
        return this;
    }

    private SceneFrame Paint(Func<int, int, bool> covers, byte red, byte green, byte blue)
    {
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int at = 3 * ((y * Width) + x);
                if (covers(x, y))
                    (_rgb[at], _rgb[at + 1], _rgb[at + 2]) = (red, green, blue);
            }
        }
        return this;
    }

    private static void Sample(byte[] source, int width, int height, double x, double y, Span<byte> pixel)
    {
        (x, y) = (Math.Clamp(x, 0, width - 1.001), Math.Clamp(y, 0, height - 1.001));
        int left = (int)x, top = (int)y, right = (int)(256 * (x - left)), down = (int)(256 * (y - top)), at = 3 * ((top * width) + left), below = at + (3 * width);
        for (int i = 0; i < 3; i++, at++, below++)
        {
            int above = (source[at] * (256 - right)) + (source[at + 3] * right), under = (source[below] * (256 - right)) + (source[below + 3] * right);
            pixel[i] = (byte)(((above * (256 - down)) + (under * down)) >> 16);
        }
    }

    /// <summary>Sliding means along lines.</summary>
    private static void Mean(byte[] from, byte[] to, int count, int step, int nextLine, int length, int lines)
    {
        int before = count / 2;
        for (int line = 0; line < lines; line++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                int start = (line * nextLine) + channel, sum = 0;
                int At(int i) => from[start + (Math.Clamp(i, 0, length - 1) * step)];
                for (int i = -before; i < count - before; i++)
                    sum += At(i);
                for (int i = 0; i < length; i++)
                {
                    to[start + (i * step)] = (byte)(sum / count);
                    sum += At(i + count - before) - At(i - before);
                }
            }
        }
    }

    private static byte[] Halve(byte[] source, int width, int height)
    {
        byte[] half = new byte[3 * (width / 2) * (height / 2)];
        for (int y = 0, to = 0; y < height / 2; y++)
        {
            for (int x = 0; x < width / 2; x++)
            {
                for (int channel = 0; channel < 3; channel++, to++)
                {
                    int at = (3 * ((2 * y * width) + (2 * x))) + channel;
                    half[to] = (byte)((source[at] + source[at + 3] + source[at + (3 * width)] + source[at + (3 * width) + 3] + 2) / 4);
                }
            }
        }
        return half;
    }

    private static byte[] CreateWall()
    {
        byte[] rgb = new byte[3 * Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                double light = 120 + (30 * Math.Sin(0.006 * x)) + (25 * Math.Cos(0.009 * y)) + (x is > 430 and < 560 && y is > 60 and < 220 ? -35 : 0);
                int at = 3 * ((y * Width) + x);
                (rgb[at], rgb[at + 1], rgb[at + 2]) = ((byte)light, (byte)(0.95 * light), (byte)(0.85 * light));
            }
        }
        return rgb;
    }

    private static float[] CreateNoise()
    {
        var random = new Random(1);
        float[] noise = new float[1 << 20];
        for (int i = 0; i < noise.Length; i++)
            noise[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return noise;
    }

    private static byte Clamp(double value) => (byte)Math.Clamp(value, 0, 255);
}
