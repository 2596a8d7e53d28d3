using System.Numerics;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>What the mouth of a face looked like in the last seconds, in few cells of grey. Keeps its memory. One thread at a time.</summary>
internal sealed class MouthTrack
{
    /// <summary>Cells in each direction.</summary>
    public const int Cells = 16;

    /// <summary>Moments that are kept.</summary>
    public const int Capacity = 80;

    /// <summary>Seconds from one moment to the next at least: 30 or so a second, whatever the camera gives.</summary>
    private const double LeastStep = 0.025;

    /// <summary>Cells that are read, with a margin for a place between the pixels.</summary>
    private const int Read = Cells + 2;

    /// <summary>Width of what is looked at, in distances between the eyes; and how much lower than the lips its middle is, as it is the jaw that moves.</summary>
    private const float Width = 1.2f, Lower = 0.12f;

    private readonly CellReader _reader = new();
    private readonly float[] _read = new float[Read * Read];
    private readonly float[] _mouths = new float[Capacity * Cells * Cells];
    private readonly TimeSpan[] _times = new TimeSpan[Capacity];
    private int _first;

    public int Count { get; private set; }

    /// <summary>Time of a moment; 0 is the oldest.</summary>
    public TimeSpan Time(int index) => _times[Place(index)];

    /// <summary>The mouth at a moment.</summary>
    public ReadOnlySpan<float> Mouth(int index) => _mouths.AsSpan(Place(index) * Cells * Cells, Cells * Cells);

    /// <summary>Takes the next frame.</summary>
    /// <param name="part">The frame, or the part of it that holds the face.</param>
    /// <param name="face">The face, in pixels of the frame.</param>
    /// <param name="time">Its time.</param>
    public void Add(FramePart part, FaceBox face, TimeSpan time)
    {
        if (Count > 0 && Times.Seconds(Time(Count - 1), time) is >= 0 and < LeastStep)
            return;
        if (Count > 0 && time <= Time(Count - 1))
            Count = 0;
        FaceLandmarks points = face.Landmarks ?? Usual(face);
        Vector2 brow = (points.LeftEye + points.RightEye) / 2, down = points.Mouth - brow;
        // Of a head that is turned to a side, the eyes are near each other, but not eyes and mouth.
        float eyes = MathF.Max(Vector2.Distance(points.LeftEye, points.RightEye), 0.8f * down.Length());
        Vector2 middle = points.Mouth + (Lower * down);
        if (!(eyes >= 1) || !float.IsFinite(eyes + middle.X + middle.Y))
            return;
        if (Count == Capacity)
            (_first, Count) = (Place(1), Count - 1);
        int place = Place(Count++);
        _times[place] = time;
        Look(part, middle, Width * eyes, _mouths.AsSpan(place * Cells * Cells, Cells * Cells));
    }

    /// <summary>Where eyes, nose and mouth are in the box of a face, for finders that do not tell.</summary>
    private static FaceLandmarks Usual(FaceBox face)
    {
        Vector2 At(float x, float y) => new(face.X + (x * face.Width), face.Y + (y * face.Height));
        return new(At(0.32f, 0.42f), At(0.68f, 0.42f), At(0.5f, 0.6f), At(0.5f, 0.77f));
    }

    /// <summary>Reads a square, at a place between the pixels.</summary>
    private void Look(FramePart part, Vector2 middle, float side, Span<float> cells)
    {
        int cell = Math.Clamp((int)MathF.Round(side / Cells), 1, 64);
        // A place far outside of the frame must not overflow.
        float left = Math.Clamp(middle.X - (cell * Cells / 2f) - part.Left, -100000, 100000);
        float top = Math.Clamp(middle.Y - (cell * Cells / 2f) - part.Top, -100000, 100000);
        int x = (int)MathF.Floor(left), y = (int)MathF.Floor(top);
        _reader.Read(part.View, x, y, cell, Read, _read);
        float right = (left - x) / cell, down = (top - y) / cell;
        for (int row = 0; row < Cells; row++)
        {
            ReadOnlySpan<float> upper = _read.AsSpan(row * Read, Read), lower = _read.AsSpan((row + 1) * Read, Read);
            for (int column = 0; column < Cells; column++)
            {
                float above = upper[column] + (right * (upper[column + 1] - upper[column]));
                float below = lower[column] + (right * (lower[column + 1] - lower[column]));
                cells[(row * Cells) + column] = above + (down * (below - above));
            }
        }
    }

    private int Place(int index) => (_first + index) % Capacity;
}
