namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>Where the head is in one frame, and what of it the frame shows.</summary>
/// <param name="Yaw">Turns to the person's left.</param>
/// <param name="Pitch">Turns upwards.</param>
/// <param name="Roll">Turns towards the person's left shoulder.</param>
/// <param name="Distance">Centimetres from the camera: near ones distort.</param>
/// <param name="Side">Side of the square frame in centimetres at the head.</param>
/// <param name="ShiftX">How far right of the middle the face is, as a share of the frame.</param>
/// <param name="ShiftY">How far below the middle.</param>
/// <param name="Obstacle">How far an obstacle is from its place; null: out of sight.</param>
/// <param name="Aligned">Roll, side and shifts are errors of an alignment by eyes and mouth: see <see cref="FrameGeometry.Align"/>.</param>
internal readonly record struct View(
    float Yaw, float Pitch, float Roll, float Distance, float Side, float ShiftX, float ShiftY, V3? Obstacle, bool Aligned = false);
