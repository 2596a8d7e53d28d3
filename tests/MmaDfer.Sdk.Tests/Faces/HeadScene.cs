using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>
/// A drawn scene of heads, each with a pattern of its own, and a finder that knows where they are: what a tracker makes of it can be
/// checked to the pixel.
/// </summary>
internal sealed class HeadScene : IFaceFinder
{
    private readonly byte[] _ground;
    private readonly byte[] _picture;

    public HeadScene(int width = 640, int height = 360)
    {
        (Width, Height) = (width, height);
        _ground = new byte[width * height];
        _picture = new byte[width * height];
        for (int i = 0; i < _ground.Length; i++)
            _ground[i] = (byte)(100 + (12 * Math.Sin(i % width * 0.05)) + (9 * Math.Cos(i / width * 0.08)));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Who is where: a pattern and a box. Later ones stand in front.</summary>
    public Dictionary<int, FaceBox> Heads { get; } = [];

    /// <summary>What the finder makes of a box.</summary>
    public Func<FaceBox, FaceBox> Sees { get; set; } = box => box;

    /// <summary>Boxes that the finder sees where no head is.</summary>
    public List<FaceBox> FalseAlarms { get; } = [];

    /// <summary>While true, the finder sees no head.</summary>
    public bool Blind { get; set; }

    /// <summary>How often the whole picture was searched.</summary>
    public int Searches { get; private set; }

    /// <summary>How often part of the picture was searched.</summary>
    public int Looks { get; private set; }

    /// <summary>The picture as it is now.</summary>
    public FrameView Draw()
    {
        _ground.CopyTo(_picture, 0);
        foreach ((int pattern, FaceBox box) in Heads)
        {
            for (int y = 0; y < Height; y++)
            {
                for (int x = Math.Max(0, (int)box.X); x < Math.Min(Width, box.X + box.Width); x++)
                {
                    (double u, double v) = ((x - box.X) / box.Width, (y - box.Y) / box.Height);
                    if (v is >= 0 and < 1)
                        _picture[(y * Width) + x] = Shade(pattern, u, v);
                }
            }
        }
        return new FrameView(_picture, Width, Height, PixelLayout.Gray8);
    }

    public bool CanSearchRegions => true;

    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        Searches++;
        return Write(Seen(), faces);
    }

    public int Find(FrameView frame, FaceBox region, float minSize, float maxSize, Span<FaceBox> faces)
    {
        Looks++;
        return Write(
            Seen().Where(b => b.Width >= minSize && b.Width <= maxSize && b.X >= region.X && b.Y >= region.Y
                && b.X + b.Width <= region.X + region.Width && b.Y + b.Height <= region.Y + region.Height),
            faces);
    }

    private IEnumerable<FaceBox> Seen() => (Blind ? [] : Heads.Values.Select(Sees)).Concat(FalseAlarms).OrderByDescending(b => b.Width);

    private static int Write(IEnumerable<FaceBox> boxes, Span<FaceBox> faces)
    {
        int count = 0;
        foreach (FaceBox box in boxes.Take(faces.Length))
            faces[count++] = box;
        return count;
    }

    private static byte Shade(int pattern, double u, double v)
    {
        double wave = Math.Sin((u * (7 + pattern)) + pattern) + Math.Cos((v * (9 - pattern)) + (2 * pattern)) + Math.Sin(((u * v) + u) * (5 + (3 * pattern)));
        return (byte)Math.Clamp(128 + (40 * wave), 0, 255);
    }
}
