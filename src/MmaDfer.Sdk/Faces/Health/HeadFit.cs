using System.Numerics;

namespace MmaDfer.Sdk.Faces.Health;

/// <summary>
/// Fits a rigid head to landmarks: the rotation, scale and place under scaled orthographic projection whose points are nearest to them
/// (least squares, Levenberg's damping). Coordinates as in a frame: x to the right, y down, z away from the camera.
/// </summary>
internal static class HeadFit
{
    private const int MaxPoints = 7, MaxSteps = 40;

    /// <summary>Ears are guessed by finders where hair or the head hides them.</summary>
    private const float EarWeight = 0.05f;

    /// <summary>
    /// Mean adult head in millimetres, from the middle between the eyes (as they show, not their centres of rotation): distance between the
    /// pupils 63, tip of the nose 38 below and 35 in front of the eyes, mouth 69 below them and 50 wide, its line 11 and its corners 3 in
    /// front, traguses 144 apart, 14 below and 92 behind.
    /// </summary>
    private static readonly Vector3
        s_rightEye = new(-31.5f, 0, 0), s_leftEye = new(31.5f, 0, 0), s_nose = new(0, 38, -35), s_mouth = new(0, 69, -11),
        s_rightCorner = new(-25, 69, -3), s_leftCorner = new(25, 69, -3), s_rightEar = new(-72, 14, 92), s_leftEar = new(72, 14, 92);

    public static HeadPose? Estimate(in FaceLandmarks face)
    {
        Span<Vector3> model = stackalloc Vector3[MaxPoints];
        Span<Vector2> seen = stackalloc Vector2[MaxPoints];
        Span<float> weights = stackalloc float[MaxPoints];
        int count = 0;
        Add(s_rightEye, face.RightEye, 1, model, seen, weights, ref count);
        Add(s_leftEye, face.LeftEye, 1, model, seen, weights, ref count);
        Add(s_nose, face.Nose, 1, model, seen, weights, ref count);
        if (face is { RightMouthCorner: { } right, LeftMouthCorner: { } left })
        {
            Add(s_rightCorner, right, 1, model, seen, weights, ref count);
            Add(s_leftCorner, left, 1, model, seen, weights, ref count);
        }
        else
        {
            Add(s_mouth, face.Mouth, 2, model, seen, weights, ref count);
        }
        if (face is { RightEar: { } rightEar, LeftEar: { } leftEar })
        {
            Add(s_rightEar, rightEar, EarWeight, model, seen, weights, ref count);
            Add(s_leftEar, leftEar, EarWeight, model, seen, weights, ref count);
        }
        // The line of the eyes, and the way down to the mouth, which is longer than the eyes' where a head is turned away.
        Vector2 down = (2 * face.Mouth) - face.RightEye - face.LeftEye;
        Vector2 across = face.LeftEye - face.RightEye + (new Vector2(down.Y, -down.X) / 2);
        return Fit(model[..count], seen[..count], weights[..count], MathF.Atan2(across.Y, across.X));
    }

    private static void Add(
        Vector3 point, Vector2 place, float weight, Span<Vector3> model, Span<Vector2> seen, Span<float> weights, ref int count)
    {
        (model[count], seen[count], weights[count]) = (point, place, weight);
        count++;
    }

    /// <param name="model">Points of the model; moved.</param>
    /// <param name="seen">Where they are in the frame; moved and scaled.</param>
    /// <param name="weights">Of their squared distances.</param>
    /// <param name="roll">First guess, in radians.</param>
    private static HeadPose? Fit(Span<Vector3> model, Span<Vector2> seen, ReadOnlySpan<float> weights, float roll)
    {
        Vector3 modelMean = default;
        Vector2 seenMean = default;
        float all = 0, size = 0;
        for (int i = 0; i < model.Length; i++)
        {
            modelMean += weights[i] * model[i];
            seenMean += weights[i] * seen[i];
            all += weights[i];
        }
        for (int i = 0; i < model.Length; i++)
        {
            // About their means, the best place drops out of the sums.
            (model[i], seen[i]) = (model[i] - (modelMean / all), seen[i] - (seenMean / all));
            size = MathF.Max(size, seen[i].Length());
        }
        if (!(size is > 1e-3f and < 1e9f))
            return null;
        for (int i = 0; i < seen.Length; i++)
            seen[i] *= 100 / size;
        HeadEstimate best = default;
        float least = float.PositiveInfinity;
        // From both sides: seen from far away, a head that looks up and one that looks down are nearly the same.
        foreach (float pitch in (ReadOnlySpan<float>)[0.3f, -0.3f])
        {
            var estimate = new HeadEstimate(Quaternion.CreateFromAxisAngle(Vector3.UnitZ, roll) * Quaternion.CreateFromAxisAngle(Vector3.UnitX, pitch), 1);
            float error = Improve(ref estimate, model, seen, weights);
            if (error < least)
                (best, least) = (estimate, error);
        }
        // Where a coordinate is no number, so is every sum.
        return float.IsFinite(least) ? best.Pose : null;
    }

    /// <summary>Takes steps downhill.</summary>
    /// <returns>The sum of squared distances that is left.</returns>
    private static float Improve(ref HeadEstimate estimate, ReadOnlySpan<Vector3> model, ReadOnlySpan<Vector2> seen, ReadOnlySpan<float> weights)
    {
        float error = estimate.Error(model, seen, weights), damping = 1e-2f;
        for (int step = 0; step < MaxSteps && damping < 1e6f; step++)
        {
            (Matrix4x4 normal, Vector4 slope) = estimate.Linearise(model, seen, weights);
            Matrix4x4 damped = normal;
            for (int i = 0; i < 4; i++)
                damped[i, i] += (damping * normal[i, i]) + 1e-9f;
            if (!Matrix4x4.Invert(damped, out Matrix4x4 inverse))
                return float.PositiveInfinity;
            Vector4 change = Vector4.Transform(slope, inverse);
            HeadEstimate next = estimate.Move(change);
            float nextError = next.Error(model, seen, weights);
            if (nextError < error)
            {
                bool done = error - nextError < 1e-6f * error;
                (estimate, error, damping) = (next, nextError, damping * 0.2f);
                if (done)
                    break;
            }
            else
            {
                damping *= 8;
            }
        }
        return error;
    }
}

/// <summary>A rotation and a scale of the head.</summary>
/// <param name="rotation">From the head's axes to the frame's.</param>
/// <param name="scale">Pixels of a unit of the model.</param>
internal readonly struct HeadEstimate(Quaternion rotation, float scale)
{
    public HeadPose Pose
    {
        get
        {
            Vector3 ahead = Vector3.Transform(-Vector3.UnitZ, rotation), right = Vector3.Transform(Vector3.UnitX, rotation), down = Vector3.Transform(Vector3.UnitY, rotation);
            return new HeadPose(
                float.RadiansToDegrees(MathF.Atan2(ahead.X, -ahead.Z)),
                float.RadiansToDegrees(MathF.Asin(Math.Clamp(-ahead.Y, -1, 1))),
                float.RadiansToDegrees(MathF.Atan2(right.Y, down.Y)));
        }
    }

    public float Error(ReadOnlySpan<Vector3> model, ReadOnlySpan<Vector2> seen, ReadOnlySpan<float> weights)
    {
        float sum = 0;
        for (int i = 0; i < model.Length; i++)
        {
            Vector3 turned = Vector3.Transform(model[i], rotation);
            sum += weights[i] * (seen[i] - (scale * new Vector2(turned.X, turned.Y))).LengthSquared();
        }
        return sum;
    }

    /// <summary>The normal equations for a small rotation about the frame's axes (x, y, z) and a share of the scale (w).</summary>
    public (Matrix4x4 Normal, Vector4 Slope) Linearise(ReadOnlySpan<Vector3> model, ReadOnlySpan<Vector2> seen, ReadOnlySpan<float> weights)
    {
        Matrix4x4 normal = default;
        Vector4 slope = default;
        for (int i = 0; i < model.Length; i++)
        {
            Vector3 p = scale * Vector3.Transform(model[i], rotation);
            Vector2 missing = seen[i] - new Vector2(p.X, p.Y);
            // The derivative of a rotation is the cross product with its axis.
            Vector4 x = new(0, p.Z, -p.Y, p.X), y = new(-p.Z, 0, p.X, p.Y);
            slope += weights[i] * ((missing.X * x) + (missing.Y * y));
            for (int row = 0; row < 4; row++)
            {
                for (int column = 0; column < 4; column++)
                    normal[row, column] += weights[i] * ((x[row] * x[column]) + (y[row] * y[column]));
            }
        }
        return (normal, slope);
    }

    public HeadEstimate Move(Vector4 change)
    {
        Vector3 axis = change.AsVector3();
        float angle = axis.Length();
        Quaternion turn = angle > 1e-9f ? Quaternion.CreateFromAxisAngle(axis / angle, MathF.Min(angle, 0.5f)) : Quaternion.Identity;
        return new HeadEstimate(Quaternion.Normalize(turn * rotation), scale * MathF.Exp(Math.Clamp(change.W, -1, 1)));
    }
}
