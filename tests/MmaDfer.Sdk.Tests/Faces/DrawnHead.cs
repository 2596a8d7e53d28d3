using System.Numerics;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>
/// A head in three dimensions, drawn so that face finders take it for one: a few rounded solids, lit from above, seen by a camera near
/// by. Its proportions are drawn by number and are not those of the model that poses are fitted with. Millimetres from the middle between
/// the eyes; x to the right, y down, z away from the camera.
/// </summary>
internal sealed class DrawnHead
{
    /// <summary>The camera's distance from the middle of the face, and focal length in widths of the frame.</summary>
    private const float Distance = 700, Focal = 1.6f;

    private static readonly Vector3 s_middle = new(0, 30, 15), s_light = Vector3.Normalize(new(-0.35f, -0.6f, -0.9f));
    private readonly float _eye, _noseLength, _noseHeight, _mouthY, _mouthWidth, _wide;
    private readonly Vector3 _skin, _hair;

    public DrawnHead(int number)
    {
        var random = new Random(number);
        float Around(float middle, float share) => middle * (1 + (share * ((2 * random.NextSingle()) - 1)));
        _eye = Around(31, 0.08f);
        _noseLength = Around(37, 0.06f);
        _noseHeight = Around(31, 0.1f);
        _mouthY = Around(69, 0.05f);
        _mouthWidth = Around(25, 0.1f);
        _wide = Around(1, 0.05f);
        _skin = Vector3.Lerp(new(232, 190, 160), new(150, 105, 75), random.NextSingle());
        _hair = Vector3.Lerp(new(40, 28, 20), new(120, 80, 45), random.NextSingle());
    }

    /// <summary>The landmarks as the camera sees them, in a square frame.</summary>
    public FaceLandmarks Landmarks(HeadPose pose, int size)
    {
        Vector2 Seen(Vector3 point) => Project(point, pose, size);
        Vector3 right = Front(-_mouthWidth, _mouthY), left = Front(_mouthWidth, _mouthY);
        return new FaceLandmarks(
            Seen(Front(-_eye, 0)), Seen(Front(_eye, 0)), Seen(Front(0, _noseLength)), (Seen(right) + Seen(left)) / 2)
        {
            RightMouthCorner = Seen(right), LeftMouthCorner = Seen(left),
        };
    }

    /// <summary>The ears' points (tragion) as the camera sees them.</summary>
    public (Vector2 Right, Vector2 Left) Ears(HeadPose pose, int size) =>
        (Project(new(-73 * _wide, 13, 88), pose, size), Project(new(73 * _wide, 13, 88), pose, size));

    /// <summary>Draws the head in the middle of a square frame, as RGB24.</summary>
    public byte[] Draw(HeadPose pose, int size)
    {
        byte[] rgb = new byte[3 * size * size];
        Matrix4x4.Invert(Rotation(pose), out Matrix4x4 back);
        Vector3 camera = Vector3.Transform(new(0, 0, -Distance), back) + s_middle, light = Vector3.TransformNormal(s_light, back);
        for (int i = 0; i < size * size; i++)
        {
            Vector3 ray = Vector3.Normalize(new((i % size) + 0.5f - (size / 2f), (i / size) + 0.5f - (size / 2f), Focal * size));
            Vector3 colour = Trace(camera, Vector3.TransformNormal(ray, back), light) ?? new Vector3(120, 140 - (0.1f * (i / size)), 150);
            for (int channel = 0; channel < 3; channel++)
                rgb[(3 * i) + channel] = (byte)Math.Clamp(colour[channel], 0, 255);
        }
        return rgb;
    }

    private static Matrix4x4 Rotation(HeadPose pose) =>
        Matrix4x4.CreateRotationZ(float.DegreesToRadians(pose.Roll))
        * Matrix4x4.CreateRotationX(float.DegreesToRadians(-pose.Pitch))
        * Matrix4x4.CreateRotationY(float.DegreesToRadians(-pose.Yaw));

    private static Vector2 Project(Vector3 point, HeadPose pose, int size)
    {
        Vector3 seen = Vector3.Transform(point - s_middle, Rotation(pose));
        return new Vector2(size / 2f) + (Focal * size / (seen.Z + Distance) * new Vector2(seen.X, seen.Y));
    }

    private Vector3? Trace(Vector3 camera, Vector3 ray, Vector3 light)
    {
        float at = Distance - 200;
        for (int step = 0; step < 90 && at < Distance + 250; step++)
        {
            Vector3 point = camera + (at * ray);
            float away = Solid(point);
            if (away < 0.15f)
                return Colour(point) * (0.5f + (0.62f * MathF.Max(0, Vector3.Dot(Normal(point), light))));
            at += 0.85f * away;
        }
        return null;
    }

    /// <summary>The point of the head's front at a place.</summary>
    private Vector3 Front(float x, float y)
    {
        Vector3 point = new(x, y, -120);
        for (int step = 0; step < 300 && Solid(point) is > 0.02f and var away; step++)
            point.Z += 0.7f * away;
        return point;
    }

    private Vector3 Normal(Vector3 p)
    {
        const float d = 0.5f;
        float here = Solid(p);
        return Vector3.Normalize(new(Solid(p + (d * Vector3.UnitX)) - here, Solid(p + (d * Vector3.UnitY)) - here, Solid(p + (d * Vector3.UnitZ)) - here));
    }

    /// <summary>How far a point is from the surface; negative inside.</summary>
    private float Solid(Vector3 p)
    {
        // Both halves are the same.
        Vector3 q = p with { X = MathF.Abs(p.X) };
        float head = Join(Ball(q, new(0, -28, 82), new(76 * _wide, 92, 92)), Ball(q, new(0, 42, 62), new(61 * _wide, 80, 68)), 22);
        head = Join(head, Ball(q, new(0, 104, 14), new(22, 18, 20)), 18);
        head = Join(head, Ball(q, new(_eye, -20, 8), new(24, 8, 12)), 8);
        head = -Join(-head, Ball(q, new(_eye, 0, -9), new(19, 12, 12)), 7);
        head = MathF.Min(head, Ball(q, new(_eye, 0, 12), new(13, 13, 13)));
        float tip = 10 - _noseHeight;
        head = Join(head, Rod(q, new(0, -8, 2), new(0, _noseLength - 2, tip), 7, 10), 7);
        head = Join(head, Ball(q, new(11, _noseLength + 3, -8), new(7, 7, 9)), 5);
        head = Join(head, Ball(q, new(0, _mouthY, -1), new(_mouthWidth, 9, 10)), 6);
        float body = MathF.Min(Rod(q, new(0, 90, 100), new(0, 230, 115), 50, 55), Ball(q, new(0, 290, 115), new(200, 80, 80)));
        return MathF.Min(Join(head, body, 8), Ball(q, new(76 * _wide, 10, 95), new(6, 28, 18)));
    }

    private Vector3 Colour(Vector3 p)
    {
        float x = MathF.Abs(p.X), y = p.Y;
        if (y > 175)
            return new(60, 80, 130);
        bool ear = x > 73 * _wide && y > -18;
        if (!ear && (y < -62 + (0.004f * x * x) + (p.Z > 30 ? 0.4f * (p.Z - 30) : 0) || (p.Z > 80 && y < 60)))
            return _hair;
        if (p.Z > 45)
            return _skin;
        float brow = y + 21 - (0.006f * (x - _eye) * (x - _eye));
        if (x > _eye - 17 && x < _eye + 18 && MathF.Abs(brow) < 3.4f)
            return 0.8f * _hair;
        float ex = x - _eye;
        if (MathF.Abs(ex) < 14 && MathF.Abs(y) < 6 * MathF.Sqrt(1 - (ex * ex / 196)))
        {
            float iris = MathF.Sqrt((ex * ex) + (y * y));
            return iris < 2.6f ? new(10, 10, 10) : iris < 6 ? new(70, 50, 35) : new(240, 238, 235);
        }
        if (MathF.Abs(ex) < 15 && MathF.Abs(y) < 8 * MathF.Sqrt(1 - (ex * ex / 225)))
            return 0.45f * _skin;
        if (x is > 2.5f and < 9 && MathF.Abs(y - _noseLength - 9) < 2.5f)
            return 0.3f * _skin;
        float mx = x / _mouthWidth, my = y - _mouthY;
        if (mx < 1 && MathF.Abs(my) < 1.2f)
            return new(70, 25, 25);
        return mx < 1 && MathF.Abs(my) < 9 * (1 - (mx * mx)) ? Vector3.Lerp(_skin, new(190, 60, 65), 0.6f) : _skin;
    }

    /// <summary>An ellipsoid, nearly.</summary>
    private static float Ball(Vector3 p, Vector3 centre, Vector3 radii)
    {
        Vector3 q = (p - centre) / radii;
        float near = q.Length(), slope = (q / radii).Length();
        return slope < 1e-6f ? -MathF.Min(radii.X, MathF.Min(radii.Y, radii.Z)) : near * (near - 1) / slope;
    }

    private static float Rod(Vector3 p, Vector3 from, Vector3 to, float first, float last)
    {
        float at = Math.Clamp(Vector3.Dot(p - from, to - from) / (to - from).LengthSquared(), 0, 1);
        return (p - Vector3.Lerp(from, to, at)).Length() - first - (at * (last - first));
    }

    /// <summary>Both solids, with a round seam.</summary>
    private static float Join(float a, float b, float seam)
    {
        float h = MathF.Max(seam - MathF.Abs(a - b), 0) / seam;
        return MathF.Min(a, b) - (h * h * seam / 4);
    }
}
