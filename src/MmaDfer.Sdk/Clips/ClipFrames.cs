namespace MmaDfer.Sdk.Clips;

/// <summary>The resized frames of a clip.</summary>
/// <param name="Pixels">Those that are needed, each once, RGB24.</param>
/// <param name="Views">For each view of the clip its 16 frames, as positions in <paramref name="Pixels"/>.</param>
/// <param name="Count">Frames that the source had.</param>
/// <param name="Start">When the first of them is shown.</param>
/// <param name="End">When the last of them is gone.</param>
internal sealed record ClipFrames(byte[][] Pixels, int[][] Views, int Count, TimeSpan Start, TimeSpan End);
