namespace MmaDfer.Sdk.Faces;

/// <summary>A face that a <see cref="FaceTracker"/> follows.</summary>
/// <param name="Id">Who it is: the same number from picture to picture, from 1 up, never given twice by a tracker.</param>
/// <param name="Box">Where it is, smoothed, in pixels of the last picture; where it is hidden: where it last was.</param>
/// <param name="Visible">False while it is out of sight but not lost yet.</param>
/// <param name="FirstSeen">Time of the picture in which it was first found.</param>
/// <param name="LastSeen">Time of the last picture in which it was found or followed.</param>
public readonly record struct TrackedFace(int Id, FaceBox Box, bool Visible, TimeSpan FirstSeen, TimeSpan LastSeen);
