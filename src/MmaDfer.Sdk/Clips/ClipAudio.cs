namespace MmaDfer.Sdk.Clips;

/// <summary>The sound of a clip.</summary>
/// <param name="Spectrogram">Normalised log-mel features, [512, 128].</param>
/// <param name="Start">Time of the first sample.</param>
/// <param name="End">Time after the last sample that the features hold.</param>
internal sealed record ClipAudio(float[] Spectrogram, TimeSpan Start, TimeSpan End);
