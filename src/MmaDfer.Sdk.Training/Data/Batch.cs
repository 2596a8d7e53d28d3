namespace MmaDfer.Sdk.Training.Data;

/// <summary>A batch of clips as network inputs. The loader owns its memory; it is valid until the next batch is requested.</summary>
internal sealed class Batch
{
    /// <param name="size">Number of clips at most.</param>
    /// <param name="imageSize">Width and height of frames.</param>
    /// <param name="features">Number of features of a clip, which it has instead of frames and a spectrogram; 0 for none.</param>
    /// <param name="shapes">Number of blend shapes of a frame; 0 for none.</param>
    /// <param name="frames">Number of frames of a clip.</param>
    internal Batch(int size, int imageSize, int features = 0, int shapes = 0, int frames = Tensors.FrameChoice.Frames)
    {
        ImageSize = imageSize;
        Frames = new float[features > 0 ? 0 : size * frames * 3 * imageSize * imageSize];
        Spectrograms = new float[features > 0 ? 0 : size * Tensors.Spectrogram.Length];
        Features = new float[size * features];
        BlendShapes = new float[size * frames * shapes];
        Labels = new int[size];
        Clips = new LabeledClip[size];
    }

    public int ImageSize { get; }

    /// <summary>
    /// Number of clips. Less than the capacity only in the last batch of an epoch, or if a loader that does not shuffle has skipped
    /// unreadable clips.
    /// </summary>
    public int Count { get; private set; }

    /// <summary>The epoch, as passed to <see cref="BatchLoader.Start"/>.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Index of the batch within the epoch, from 0.</summary>
    public int Index { get; internal set; }

    /// <summary>[size, frames, 3, S, S]; zeros after the last clip.</summary>
    public float[] Frames { get; }

    /// <summary>[size, 512, 128].</summary>
    public float[] Spectrograms { get; }

    /// <summary>[size, features]; empty if clips have frames and spectrograms.</summary>
    public float[] Features { get; }

    /// <summary>[size, frames, blend shapes], their weights in each frame; not a number where they are unknown or the frames are gone.</summary>
    public float[] BlendShapes { get; }

    /// <summary>Whether clips are features, in which losses of a modality are already contained.</summary>
    public bool HasFeatures => Features.Length > 0;

    public int[] Labels { get; }

    public LabeledClip[] Clips { get; }

    /// <summary>Replaces the frames of a clip with what the network sees without a camera.</summary>
    public void DropFrames(int clip)
    {
        FramesOf(clip).Clear();
        BlendShapesOf(clip).Fill(float.NaN);
    }

    /// <summary>Replaces the audio of a clip with what the network hears without a microphone.</summary>
    public void DropAudio(int clip) => Tensors.Spectrogram.WriteSilence(SpectrogramOf(clip));

    /// <summary>Copies a clip to another slot.</summary>
    internal void Copy(int from, int to)
    {
        FramesOf(from).CopyTo(FramesOf(to));
        SpectrogramOf(from).CopyTo(SpectrogramOf(to));
        FeaturesOf(from).CopyTo(FeaturesOf(to));
        BlendShapesOf(from).CopyTo(BlendShapesOf(to));
        Labels[to] = Labels[from];
        Clips[to] = Clips[from];
    }

    /// <summary>Sets the number of clips, and clears the remaining slots.</summary>
    internal void Truncate(int count)
    {
        Count = count;
        for (int slot = count; slot < Clips.Length; slot++)
        {
            FramesOf(slot).Clear();
            SpectrogramOf(slot).Clear();
            FeaturesOf(slot).Clear();
            BlendShapesOf(slot).Fill(float.NaN);
            Labels[slot] = 0;
            Clips[slot] = null!;
        }
    }

    internal Span<float> FramesOf(int clip) => Of(Frames, clip);

    internal Span<float> SpectrogramOf(int clip) => Of(Spectrograms, clip);

    internal Span<float> FeaturesOf(int clip) => Of(Features, clip);

    internal Span<float> BlendShapesOf(int clip) => Of(BlendShapes, clip);

    private Span<float> Of(float[] all, int clip)
    {
        int length = all.Length / Clips.Length;
        return all.AsSpan(clip * length, length);
    }
}
