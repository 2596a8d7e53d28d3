using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>A figure in one frame: moved by an expression, turned, lit and projected. Not thread-safe; reused.</summary>
internal sealed class FrameGeometry(Figure figure, int side)
{
    private static readonly V3 Pivot = new(0, -6, -1);

    /// <summary>Side of an aligned frame by the length of the triangle of eyes and mouth, and its middle on the way from the eyes to the mouth.</summary>
    private const float AlignedSide = 1.75f, AlignedMiddle = 0.46f;

    private readonly float[] _lap = new float[figure.Points.Length];
    private readonly float[] _count = new float[figure.Points.Length / 3];
    private V3 _x, _y, _z;

    public float[] Points { get; } = new float[figure.Points.Length];

    public float[] Normals { get; } = new float[figure.Points.Length];

    /// <summary>Column, row and distance of each point.</summary>
    public float[] Screen { get; } = new float[figure.Points.Length];

    /// <summary>How hollow the surface is at each point: positive in creases.</summary>
    public float[] Hollows { get; } = new float[figure.Points.Length / 3];

    public V3 LeftEye { get; private set; }

    public V3 RightEye { get; private set; }

    public V3 Camera { get; private set; }

    /// <summary>Pixels of a centimetre at the head.</summary>
    public float Scale { get; private set; }

    /// <param name="shapes">Expressions of the head.</param>
    /// <param name="weights">How strong each is.</param>
    /// <param name="view">Where the head is.</param>
    /// <param name="anchor">The point of the resting face, before the head turns, that the camera follows.</param>
    public void Update(Shape[] shapes, ReadOnlySpan<float> weights, View view, V3 anchor)
    {
        figure.Points.CopyTo(Points, 0);
        for (int i = 0; i < shapes.Length; i++)
        {
            if (weights[i] != 0)
                shapes[i].AddTo(Points, weights[i]);
        }
        view = Align(view, anchor);
        Turn(view);
        for (int i = 0; i < figure.Grips.Length; i++)
        {
            V3 p = V3.At(Points, i);
            if (i >= figure.ObstacleStart)
                (view.Obstacle is { } away ? p + away : new V3(0, 0, 1e6f)).To(Points, i);
            else
                V3.Mix(p, Turned(p), figure.Grips[i]).To(Points, i);
        }
        (LeftEye, RightEye) = (Turned(figure.LeftEye), Turned(figure.RightEye));
        Heads.Normals.Compute(Points, figure.Triangles, Normals);
        Hollow();
        Project(view, Turned(anchor));
    }

    /// <summary>
    /// Turns, moves and sizes the frame of an aligned view so that it holds the face as the SDK cuts an aligned one
    /// (<c>TiltedSquare</c> has the same two numbers): the line between the eyes level, side and middle from the distances of eyes and mouth.
    /// </summary>
    private View Align(View view, V3 anchor)
    {
        if (!view.Aligned)
            return view;
        View level = view with { Roll = 0, Side = 1 };
        (V3 right, V3 left, V3 mouth) = Look();
        level = level with { Roll = view.Roll - (float)(Math.Atan2(left.Y - right.Y, left.X - right.X) / Math.Tau) };
        (right, left, mouth) = Look();
        V3 eyes = V3.Mix(right, left, 0.5f), middle = V3.Mix(eyes, mouth, AlignedMiddle);
        float across = MathF.Sqrt(((left.X - right.X) * (left.X - right.X)) + ((left.Y - right.Y) * (left.Y - right.Y)));
        float down = MathF.Sqrt(((mouth.X - eyes.X) * (mouth.X - eyes.X)) + ((mouth.Y - eyes.Y) * (mouth.Y - eyes.Y)));
        float side = AlignedSide * MathF.Sqrt((across * across) + (down * down)) * view.Side;
        return level with { Side = side, ShiftX = view.ShiftX - (middle.X / side), ShiftY = view.ShiftY - (middle.Y / side) };

        // Centimetres right of and below the anchor, at its distance.
        (V3 Right, V3 Left, V3 Mouth) Look()
        {
            Turn(level);
            V3 origin = Turned(anchor);
            V3 At(int a, int b)
            {
                V3 p = Turned(V3.Mix(V3.At(Points, figure.Landmarks[a]), V3.At(Points, figure.Landmarks[b]), 0.5f)) - origin;
                float scale = view.Distance / (view.Distance - p.Z);
                return new V3(p.X * scale, -p.Y * scale, 0);
            }
            return (At(36, 39), At(42, 45), At(48, 54));
        }
    }

    /// <summary>A direction of the head in the world.</summary>
    public V3 Direction(V3 d) => (_x * d.X) + (_y * d.Y) + (_z * d.Z);

    private V3 Turned(V3 p) => Pivot + Direction(p - Pivot);

    private void Turn(View view)
    {
        float cy = (float)Exact.CosTurns(view.Yaw), sy = (float)Exact.SinTurns(view.Yaw);
        float cp = (float)Exact.CosTurns(view.Pitch), sp = (float)Exact.SinTurns(view.Pitch);
        float cr = (float)Exact.CosTurns(view.Roll), sr = (float)Exact.SinTurns(view.Roll);
        // Roll first, then pitch, then yaw.
        V3 Rotate(V3 p)
        {
            var a = new V3((p.X * cr) + (p.Y * sr), (p.Y * cr) - (p.X * sr), p.Z);
            var b = new V3(a.X, (a.Y * cp) + (a.Z * sp), (a.Z * cp) - (a.Y * sp));
            return new V3((b.X * cy) + (b.Z * sy), b.Y, (b.Z * cy) - (b.X * sy));
        }
        (_x, _y, _z) = (Rotate(new V3(1, 0, 0)), Rotate(new V3(0, 1, 0)), Rotate(new V3(0, 0, 1)));
    }

    private void Project(View view, V3 anchor)
    {
        float distance = view.Distance, focal = side * distance / view.Side;
        Scale = focal / distance;
        Camera = new V3(anchor.X, anchor.Y, anchor.Z + distance);
        float middleX = side * (0.5f + view.ShiftX), middleY = side * (0.5f + view.ShiftY);
        for (int i = 0; i < Points.Length; i += 3)
        {
            float away = Camera.Z - Points[i + 2], scale = focal / MathF.Max(away, 1);
            Screen[i] = middleX + ((Points[i] - anchor.X) * scale);
            Screen[i + 1] = middleY - ((Points[i + 1] - anchor.Y) * scale);
            Screen[i + 2] = away;
        }
    }

    /// <summary>How far the neighbours of each point of the skin lie on the side that the surface faces, by their distance.</summary>
    private void Hollow()
    {
        Array.Clear(_lap);
        Array.Clear(_count);
        Array.Clear(Hollows);
        for (int t = 0; t < figure.Surfaces.Length; t++)
        {
            if (figure.Surfaces[t] != Surface.Skin)
                continue;
            int a = figure.Triangles[3 * t], b = figure.Triangles[(3 * t) + 1], c = figure.Triangles[(3 * t) + 2];
            V3 p = V3.At(Points, a), q = V3.At(Points, b), r = V3.At(Points, c);
            Add(a, q + r - (p * 2));
            Add(b, p + r - (q * 2));
            Add(c, p + q - (r * 2));
        }
        for (int i = 0; i < _count.Length; i++)
        {
            if (_count[i] > 0)
                Hollows[i] = V3.Dot(V3.At(_lap, i), V3.At(Normals, i)) / (_count[i] + 1e-6f);
        }

        void Add(int point, V3 d)
        {
            _lap[3 * point] += d.X;
            _lap[(3 * point) + 1] += d.Y;
            _lap[(3 * point) + 2] += d.Z;
            _count[point] += 2;
        }
    }
}
