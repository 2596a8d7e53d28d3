using MmaDfer.Sdk.Faces.Health;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// Where a head looks, in degrees; all are 0 for a head that looks into the camera. The head is turned by the yaw, then raised by the
/// pitch, then tilted by the roll, so yaw and pitch alone give the direction.
/// </summary>
/// <remarks>
/// A rigid head of average proportions is fitted to the landmarks by least squares, as if seen from far away. With exact landmarks of
/// drawn heads of other proportions at 70 cm (yaw to 40, pitch to 25, roll to 30 degrees), the largest error is 7.6 degrees; with those that
/// BlazeFace finds, the mean errors are 3.1, 6.2 and 3.4 degrees, with YuNet's 6.9, 9.0 and 8.5. Beyond 60 degrees networks guess the hidden half of a
/// face, and the pose with it.
/// </remarks>
/// <param name="Yaw">To the right edge of the frame is positive: in a frame that is not mirrored, to the person's own left.</param>
/// <param name="Pitch">Up is positive.</param>
/// <param name="Roll">Clockwise in the frame is positive: the ear on the right edge's side goes down.</param>
public readonly record struct HeadPose(float Yaw, float Pitch, float Roll)
{
    /// <summary>Estimates the pose of a head. Allocates nothing; takes some microseconds.</summary>
    /// <param name="landmarks">Points of its face.</param>
    /// <returns>Null if the points are not those of a face: not finite, or all in one place.</returns>
    public static HeadPose? Estimate(FaceLandmarks landmarks) => HeadFit.Estimate(landmarks);

    /// <summary>Degrees between the direction of the face and that to the camera, 0 to 180; the roll has no part in it.</summary>
    internal float Turn => float.RadiansToDegrees(MathF.Acos(Math.Clamp(
        MathF.Cos(float.DegreesToRadians(Yaw)) * MathF.Cos(float.DegreesToRadians(Pitch)), -1, 1)));
}
