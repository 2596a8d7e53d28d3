using System.Numerics;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// Points of a face, in pixels from the upper left corner of the upright frame, as <see cref="FaceBox"/>. Right and left are the person's own: in a frame that is not mirrored,
/// the right eye is on the left.
/// </summary>
/// <param name="RightEye">Centre of the right eye.</param>
/// <param name="LeftEye">Centre of the left eye.</param>
/// <param name="Nose">Tip of the nose.</param>
/// <param name="Mouth">Centre of the mouth.</param>
public readonly record struct FaceLandmarks(Vector2 RightEye, Vector2 LeftEye, Vector2 Nose, Vector2 Mouth)
{
    /// <summary>Right corner of the mouth; null if the finder does not tell it.</summary>
    public Vector2? RightMouthCorner { get; init; }

    /// <summary>Left corner of the mouth; null if the finder does not tell it.</summary>
    public Vector2? LeftMouthCorner { get; init; }

    /// <summary>In front of the right ear (tragion); null if the finder does not tell it.</summary>
    public Vector2? RightEar { get; init; }

    /// <summary>In front of the left ear (tragion); null if the finder does not tell it.</summary>
    public Vector2? LeftEar { get; init; }

    /// <summary>The points multiplied by a factor, then moved.</summary>
    internal FaceLandmarks Transform(float factor, Vector2 offset) => new(
        (RightEye * factor) + offset, (LeftEye * factor) + offset, (Nose * factor) + offset, (Mouth * factor) + offset)
    {
        RightMouthCorner = (RightMouthCorner * factor) + offset,
        LeftMouthCorner = (LeftMouthCorner * factor) + offset,
        RightEar = (RightEar * factor) + offset,
        LeftEar = (LeftEar * factor) + offset,
    };

    /// <summary>The points between these and others: these for a share of 0, the others for 1. A point that one of the two lacks is taken from the others.</summary>
    internal FaceLandmarks Approach(FaceLandmarks others, float share) => new(
        Vector2.Lerp(RightEye, others.RightEye, share), Vector2.Lerp(LeftEye, others.LeftEye, share),
        Vector2.Lerp(Nose, others.Nose, share), Vector2.Lerp(Mouth, others.Mouth, share))
    {
        RightMouthCorner = Approach(RightMouthCorner, others.RightMouthCorner, share),
        LeftMouthCorner = Approach(LeftMouthCorner, others.LeftMouthCorner, share),
        RightEar = Approach(RightEar, others.RightEar, share),
        LeftEar = Approach(LeftEar, others.LeftEar, share),
    };

    private static Vector2? Approach(Vector2? point, Vector2? other, float share) =>
        point is { } from && other is { } to ? Vector2.Lerp(from, to, share) : other;
}
