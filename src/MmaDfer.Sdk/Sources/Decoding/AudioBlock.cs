namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Samples that left ffmpeg's decoder at once.</summary>
/// <param name="Seconds">Time of the first; not a number where the file has none.</param>
/// <param name="Length">How many seconds they last.</param>
internal readonly record struct AudioBlock(double Seconds, double Length);
