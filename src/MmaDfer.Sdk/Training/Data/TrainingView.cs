namespace MmaDfer.Sdk.Training.Data;

/// <summary>What the network sees of a clip in training.</summary>
internal static class TrainingView
{
    /// <summary>Writes the 16 chosen frames and the spectrogram of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="imageSize">Width and height of the network's frames, S.</param>
    /// <param name="random">Draws of this view.</param>
    /// <param name="augment">Whether to choose and change frames by chance; otherwise as in evaluation.</param>
    /// <param name="frames">Room for [16, 3, S, S].</param>
    /// <param name="spectrogram">Room for [512, 128].</param>
    public static void Write(
        CachedClip clip, int imageSize, SeededRandom random, bool augment, Span<float> frames, Span<float> spectrogram) =>
        throw new NotSupportedException($"{clip} {imageSize} {random} {augment} {frames.Length} {spectrogram.Length}");
}
