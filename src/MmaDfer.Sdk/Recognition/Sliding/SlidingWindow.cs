using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Recognition.Sliding;

/// <summary>
/// The results that one stream keeps from window to window: of the newest 16 frames and of the audio, the final [CLS] tokens and the
/// mean latents of all blocks (a few hundred kilobytes), and which window they belong to. Used only in the turn of the network, by
/// one caller at a time.
/// </summary>
internal sealed class SlidingWindow
{
    private float[] _faces = [], _seen = [];
    private int _oldest;

    /// <summary>The sessions that computed the results, because other sessions have other weights; null before the first window.</summary>
    public SlidingSessions? ComputedBy { get; private set; }

    /// <summary>The epoch of the newest window.</summary>
    public long Epoch { get; private set; }

    /// <summary>The time slot of the newest frame.</summary>
    public long LastSlot { get; private set; }

    /// <summary>Whether the newest window had audio.</summary>
    public bool HadAudio { get; private set; }

    /// <summary>How many of the newest slots the newest window consisted of.</summary>
    public int Slots { get; private set; }

    /// <summary>The end of the window whose audio was computed last.</summary>
    public TimeSpan AudioTime { get; private set; }

    /// <summary>The final [CLS] token of the audio.</summary>
    public float[] AudioToken { get; private set; } = [];

    /// <summary>The mean latents of the audio, [12, latent].</summary>
    public float[] AudioLatents { get; private set; } = [];

    /// <summary>Makes room for the results of a network, before the first window and for a network of other sizes.</summary>
    public void Prepare(MmaDferConfig config)
    {
        int latents = MmaDferConfig.Depth * config.Latent;
        if (AudioToken.Length == config.Width && AudioLatents.Length == latents)
            return;
        (_faces, _seen) = (new float[MmaDferConfig.Frames * config.Width], new float[MmaDferConfig.Frames * latents]);
        (AudioToken, AudioLatents) = (new float[config.Width], new float[latents]);
    }

    /// <summary>States the window that the results now belong to.</summary>
    public void SetWindow(SlidingSessions computedBy, long epoch, long lastSlot, bool hasAudio, int slots) =>
        (ComputedBy, Epoch, LastSlot, HadAudio, Slots) = (computedBy, epoch, lastSlot, hasAudio, slots);

    /// <summary>Forgets the window, so that the next one is computed completely.</summary>
    public void Forget() => ComputedBy = null;

    /// <summary>Sets all 16 frames, the oldest first.</summary>
    public void SetFrames(ReadOnlySpan<float> faces, ReadOnlySpan<float> seen)
    {
        faces.CopyTo(_faces);
        seen.CopyTo(_seen);
        _oldest = 0;
    }

    /// <summary>Replaces the oldest frame by a new one.</summary>
    public void AddFrame(ReadOnlySpan<float> face, ReadOnlySpan<float> seen)
    {
        face.CopyTo(_faces.AsSpan(_oldest * face.Length));
        seen.CopyTo(_seen.AsSpan(_oldest * seen.Length));
        _oldest = (_oldest + 1) % MmaDferConfig.Frames;
    }

    /// <summary>Sets the audio.</summary>
    /// <param name="token">Its final [CLS] token.</param>
    /// <param name="audioLatents">Its mean latents.</param>
    /// <param name="time">The end of its window.</param>
    public void SetAudio(ReadOnlySpan<float> token, ReadOnlySpan<float> audioLatents, TimeSpan time)
    {
        token.CopyTo(AudioToken);
        audioLatents.CopyTo(AudioLatents);
        AudioTime = time;
    }

    /// <summary>Writes the mean latents averaged over the newest frames, [12, latent].</summary>
    public void WriteFaceLatents(Span<float> mean, int slots)
    {
        mean.Clear();
        for (int frame = MmaDferConfig.Frames - slots; frame < MmaDferConfig.Frames; frame++)
        {
            ReadOnlySpan<float> seen = _seen.AsSpan((_oldest + frame) % MmaDferConfig.Frames * mean.Length, mean.Length);
            for (int i = 0; i < mean.Length; i++)
                mean[i] += seen[i] / slots;
        }
    }

    /// <summary>Writes the [CLS] token of each frame plus that of the audio, the oldest frame first, [16, width]; of fewer newest frames, each several times.</summary>
    public void WriteTemporalTokens(Span<float> moments, int slots, ReadOnlySpan<float> audioToken)
    {
        int width = audioToken.Length;
        for (int frame = 0; frame < MmaDferConfig.Frames; frame++)
        {
            int newest = MmaDferConfig.Frames - slots + (frame * slots / MmaDferConfig.Frames);
            ReadOnlySpan<float> face = _faces.AsSpan((_oldest + newest) % MmaDferConfig.Frames * width, width);
            for (int i = 0; i < width; i++)
                moments[frame * width + i] = face[i] + audioToken[i];
        }
    }
}
