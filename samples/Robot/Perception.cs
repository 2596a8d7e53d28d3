namespace MmaDfer.Samples.Robot;

/// <summary>What the robot decides on.</summary>
/// <param name="Face">Whether somebody is there.</param>
/// <param name="Label">What is felt; null if unknown.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="Trouble">Why nothing of it is to be trusted; null if it is.</param>
internal readonly record struct Perception(bool Face, string? Label, float Confidence, string? Trouble);
