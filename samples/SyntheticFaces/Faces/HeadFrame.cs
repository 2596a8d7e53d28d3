using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>
/// Converts points of a face to pixels. The face is painted on a dome, so that a turn of the head moves what lies in front more
/// than what lies at the edge.
/// </summary>
internal readonly struct HeadFrame
{
    private readonly Vector2 _centre;
    private readonly float _width;
    private readonly float _taper;
    private readonly float _sinYaw, _cosYaw, _sinPitch, _cosPitch;

    /// <param name="centre">The head's middle, in pixels.</param>
    /// <param name="scale">Pixels of half the head's height.</param>
    /// <param name="width">Half the head's width, in half heights.</param>
    /// <param name="taper">How much narrower the jaw is.</param>
    /// <param name="expression">Only its turn is used.</param>
    public HeadFrame(Vector2 centre, float scale, float width, float taper, in Expression expression)
    {
        const double turn = 1 / (2 * Math.PI);
        (_centre, _width, _taper) = (centre, width, taper);
        Scale = scale;
        (_sinYaw, _cosYaw) = ((float)Exact.SinTurns(expression.Yaw * turn), (float)Exact.CosTurns(expression.Yaw * turn));
        (_sinPitch, _cosPitch) = ((float)Exact.SinTurns(expression.Pitch * turn), (float)Exact.CosTurns(expression.Pitch * turn));
        Right = new((float)Exact.CosTurns(expression.Roll * turn), (float)Exact.SinTurns(expression.Roll * turn));
    }

    public float Scale { get; }

    /// <summary>Where the head's right is in the frame; one long.</summary>
    public Vector2 Right { get; }

    public Vector2 Down => new(-Right.Y, Right.X);

    /// <param name="x">To the right of the face's middle, in half heights.</param>
    /// <param name="y">Down.</param>
    /// <param name="lift">How far before the dome it lies; a nose's tip, or (negative) what lies behind.</param>
    public Vector2 At(float x, float y, float lift = 0)
    {
        // As wide as the head at this height: nothing on the dome ever leaves the outline.
        float width = _width * (1 - (_taper * Math.Clamp(y, -1, 1)));
        float z = MathF.Sqrt(MathF.Max(0, (width * width * (1 - (y * y))) - (x * x))) + lift;
        float turnedX = (x * _cosYaw) + (z * _sinYaw);
        float turnedZ = (z * _cosYaw) - (x * _sinYaw);
        float turnedY = (y * _cosPitch) + (turnedZ * _sinPitch);
        return _centre + (((Right * turnedX) + (Down * turnedY)) * Scale);
    }

    /// <summary>A point that turns as the head's middle does: outlines keep their place.</summary>
    public Vector2 Flat(float x, float y) => _centre + (((Right * x) + (Down * y)) * Scale);
}
