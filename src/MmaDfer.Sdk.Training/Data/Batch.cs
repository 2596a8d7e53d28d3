namespace MmaDfer.Sdk.Training.Data;

/// <summary>Clips as the network takes them. Its memory is the loader's: valid until the next one is asked for.</summary>
internal sealed class Batch
{
    internal Batch(int size, int imageSize)
    {
        ImageSize = imageSize;
        Frames = new float[size * FramesLength(imageSize)];
        Spectrograms = new float[size * Tensors.Spectrogram.Length];
        Labels = new int[size];
        Clips = new LabeledClip[size];
    }

    public int ImageSize { get; }

    /// <summary>
    /// Number of clips; fewer than the arrays have room for only in an epoch's last batch, where it is not dropped, and where a
    /// loader that does not shuffle left out unreadable clips.
    /// </summary>
    public int Count { get; private set; }

    /// <summary>Epoch it belongs to, as given to <see cref="BatchLoader.Start"/>.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Its number within the epoch, from 0.</summary>
    public int Index { get; internal set; }

    /// <summary>[size, 16, 3, S, S]; zeros behind the last clip.</summary>
    public float[] Frames { get; }

    /// <summary>[size, 512, 128].</summary>
    public float[] Spectrograms { get; }

    public int[] Labels { get; }

    public LabeledClip[] Clips { get; }

    /// <summary>Makes a clip one without a face, as the recognizer sees a missing camera.</summary>
    public void DropFrames(int clip) => FramesOf(clip).Clear();

    /// <summary>Makes a clip one without sound, as the recognizer sees a missing microphone.</summary>
    public void DropAudio(int clip) => Tensors.Spectrogram.WriteSilence(SpectrogramOf(clip));

    /// <summary>Copies a clip to another place.</summary>
    internal void Copy(int from, int to)
    {
        FramesOf(from).CopyTo(FramesOf(to));
        SpectrogramOf(from).CopyTo(SpectrogramOf(to));
        Labels[to] = Labels[from];
        Clips[to] = Clips[from];
    }

    /// <summary>Says how many clips it holds, and clears the places behind them.</summary>
    internal void Truncate(int count)
    {
        Count = count;
        for (int slot = count; slot < Clips.Length; slot++)
        {
            FramesOf(slot).Clear();
            SpectrogramOf(slot).Clear();
            Labels[slot] = 0;
            Clips[slot] = null!;
        }
    }

    internal Span<float> FramesOf(int clip) => Frames.AsSpan(clip * FramesLength(ImageSize), FramesLength(ImageSize));

    internal Span<float> SpectrogramOf(int clip) =>
        Spectrograms.AsSpan(clip * Tensors.Spectrogram.Length, Tensors.Spectrogram.Length);

    private static int FramesLength(int imageSize) => Tensors.FrameChoice.Frames * 3 * imageSize * imageSize;
}
