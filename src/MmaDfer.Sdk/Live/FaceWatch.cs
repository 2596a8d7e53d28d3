using System.Numerics;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Health;
using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live;

/// <summary>Measures how well the face of each frame is seen. Keeps its memory. One thread at a time.</summary>
/// <param name="imageSize">Width and height of the network's frames.</param>
internal sealed class FaceWatch(int imageSize)
{
    private readonly FaceMeter _meter = new(imageSize);
    private readonly StillWatch _still = new();

    /// <summary>Measures the face of the next frame.</summary>
    /// <param name="slot">The frame.</param>
    /// <param name="face">The face in the upright frame.</param>
    /// <param name="view">What the network is shown of it.</param>
    /// <param name="copy">The pixels of the frame that the face was cut out of.</param>
    /// <param name="stored">The part of the stored frame that holds the face; inside of the copy.</param>
    /// <param name="faces">Number of faces in view.</param>
    public FaceQuality Measure(FrameSlot slot, FaceBox face, in CropView view, FrameCopy copy, PixelArea stored, int faces) =>
        _meter.Measure(view.Pixels, face.Landmarks is { } points ? view.Shares(points) : null) with
        {
            Size = view.Size,
            Inside = Inside(face, slot.Width, slot.Height),
            Pose = face.Landmarks is { } landmarks ? HeadPose.Estimate(landmarks) : null,
            Unchanged = _still.Look(slot.Time, copy, stored),
            Faces = faces,
        };

    /// <summary>The next frame is of another scene.</summary>
    public void Reset() => _still.Reset();

    private static float Inside(FaceBox face, int width, int height)
    {
        float across = MathF.Min(face.X + face.Width, width) - MathF.Max(face.X, 0), down = MathF.Min(face.Y + face.Height, height) - MathF.Max(face.Y, 0);
        return Math.Clamp(across / face.Width, 0, 1) * Math.Clamp(down / face.Height, 0, 1);
    }
}

/// <summary>What the network is shown of a face.</summary>
/// <param name="pixels">The network's frame.</param>
/// <param name="area">The part of the upright frame that it shows, unless it is turned.</param>
/// <param name="tilted">The turned square that it shows; null if it is not turned.</param>
internal readonly ref struct CropView(ReadOnlySpan<byte> pixels, PixelArea area, TiltedSquare? tilted)
{
    public ReadOnlySpan<byte> Pixels { get; } = pixels;

    /// <summary>Its size in pixels of the frame: the root of its area.</summary>
    public float Size => tilted?.Side ?? MathF.Sqrt((float)area.Width * area.Height);

    /// <summary>Landmarks of the upright frame in shares of the network's frame.</summary>
    public FaceLandmarks Shares(in FaceLandmarks face) => new(Share(face.RightEye), Share(face.LeftEye), Share(face.Nose), Share(face.Mouth));

    private Vector2 Share(Vector2 point)
    {
        if (tilted is not { } square)
            return (point - new Vector2(area.Left, area.Top)) / new Vector2(area.Width, area.Height);
        Vector2 offset = (point - square.Middle) / square.Side;
        return new Vector2(0.5f + Vector2.Dot(offset, square.Right), 0.5f + Vector2.Dot(offset, square.Down));
    }
}

/// <summary>
/// Tells for how long pixels have stayed the same: some hundred of a grid that is fixed in the frame, so a box that trembles changes
/// nothing. One thread at a time.
/// </summary>
internal sealed class StillWatch
{
    /// <summary>Least number of pixels on the grid along the longer side of a face; there are at most twice as many.</summary>
    private const int Side = 16;

    private readonly GrayRows _rows = new();
    private byte[] _row = [];
    private PixelGrid _grid = new(), _previous = new();
    private TimeSpan _since;
    private bool _any;

    /// <summary>Compares the pixels of a face with those of the previous frame.</summary>
    /// <param name="time">Time of the frame.</param>
    /// <param name="copy">Pixels of the frame.</param>
    /// <param name="part">The face; inside of the copy.</param>
    /// <returns>How long no pixel has changed.</returns>
    public TimeSpan Look(TimeSpan time, FrameCopy copy, PixelArea part)
    {
        (_grid, _previous) = (_previous, _grid);
        Read(copy, part);
        if (!_any || time < _since || !_grid.Equals(_previous))
            _since = time;
        _any = true;
        return time - _since;
    }

    /// <summary>Forgets the previous frame.</summary>
    public void Reset() => _any = false;

    private void Read(FrameCopy copy, PixelArea part)
    {
        int step = 1 << Math.Max(0, int.Log2(Math.Max(1, Math.Max(part.Width, part.Height) / Side)));
        _grid.Begin(step, (part.Left + step - 1) / step, (part.Top + step - 1) / step, part.Width / step, part.Height / step);
        int length = ((_grid.Columns - 1) * step) + 1;
        if (length < 1)
            return;
        if (_row.Length < length)
            _row = new byte[2 * length];
        FrameView view = copy.View.AsStored();
        for (int i = 0; i < _grid.Rows; i++)
        {
            int x = (_grid.Left * step) - copy.Area.Left, y = ((_grid.Top + i) * step) - copy.Area.Top;
            // A copy may have every second row only.
            if (y % copy.Step != 0 || y / copy.Step >= view.Height || x + length > copy.Area.Width)
                continue;
            _rows.Read(view, y / copy.Step, x, _row.AsSpan(0, length));
            Span<byte> to = _grid.Fill(i);
            for (int column = 0; column < to.Length; column++)
                to[column] = _row[column * step];
        }
    }
}

/// <summary>Some pixels of a frame: every so manieth in both directions.</summary>
internal sealed class PixelGrid
{
    private byte[] _pixels = [];
    private bool[] _filled = [];

    public int Step { get; private set; }

    /// <summary>First column, counted in steps from the frame's edge.</summary>
    public int Left { get; private set; }

    public int Top { get; private set; }

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    public void Begin(int step, int left, int top, int columns, int rows)
    {
        (Step, Left, Top, Columns, Rows) = (step, left, top, columns, rows);
        if (_pixels.Length < columns * rows)
            _pixels = new byte[2 * columns * rows];
        if (_filled.Length < rows)
            _filled = new bool[2 * rows];
        _filled.AsSpan().Clear();
    }

    /// <summary>Memory for the pixels of a row, which counts from now on.</summary>
    public Span<byte> Fill(int row)
    {
        _filled[row] = true;
        return _pixels.AsSpan(row * Columns, Columns);
    }

    /// <summary>Whether all pixels that both have are the same, and there are such.</summary>
    public bool Equals(PixelGrid other)
    {
        if (Step != other.Step)
            return false;
        int left = Math.Max(Left, other.Left), columns = Math.Min(Left + Columns, other.Left + other.Columns) - left, compared = 0;
        int top = Math.Max(Top, other.Top), bottom = Math.Min(Top + Rows, other.Top + other.Rows);
        for (int y = top; columns > 0 && y < bottom; y++)
        {
            if (!_filled[y - Top] || !other._filled[y - other.Top])
                continue;
            if (!Row(y, left, columns).SequenceEqual(other.Row(y, left, columns)))
                return false;
            compared++;
        }
        return compared > 0;
    }

    private ReadOnlySpan<byte> Row(int y, int left, int columns) => _pixels.AsSpan(((y - Top) * Columns) + left - Left, columns);
}
