using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Recognition.Sliding;

/// <summary>
/// What one stream keeps of what was computed for it: of the newest 16 frames and of the voice, the final [CLS] tokens and the
/// mean latents of all blocks. A few hundred kilobytes. One user at a time.
/// </summary>
internal sealed class SlidingWindow(MmaDferConfig config)
{
    private readonly float[] _faces = new float[MmaDferConfig.Frames * config.Width];
    private readonly float[] _seen = new float[MmaDferConfig.Frames * MmaDferConfig.Depth * config.Latent];
    private int _oldest;

    /// <summary>The voice's [CLS], and its mean latents [12, latent].</summary>
    public float[] Voice { get; } = new float[config.Width];

    /// <inheritdoc cref="Voice"/>
    public float[] Heard { get; } = new float[MmaDferConfig.Depth * config.Latent];

    /// <summary>All 16 frames anew, the oldest first.</summary>
    public void SetFrames(ReadOnlySpan<float> faces, ReadOnlySpan<float> seen)
    {
        faces.CopyTo(_faces);
        seen.CopyTo(_seen);
        _oldest = 0;
    }

    /// <summary>A frame takes the place of the oldest.</summary>
    public void AddFrame(ReadOnlySpan<float> face, ReadOnlySpan<float> seen)
    {
        face.CopyTo(_faces.AsSpan(_oldest * face.Length));
        seen.CopyTo(_seen.AsSpan(_oldest * seen.Length));
        _oldest = (_oldest + 1) % MmaDferConfig.Frames;
    }

    /// <summary>The mean over all frames of their mean latents: [12, latent].</summary>
    public void WriteSeen(Span<float> mean)
    {
        mean.Clear();
        for (int frame = 0; frame < MmaDferConfig.Frames; frame++)
        {
            ReadOnlySpan<float> seen = _seen.AsSpan(frame * mean.Length, mean.Length);
            for (int i = 0; i < mean.Length; i++)
                mean[i] += seen[i] / MmaDferConfig.Frames;
        }
    }

    /// <summary>What was seen and heard at each frame's time, the oldest first: [16, width].</summary>
    public void WriteMoments(Span<float> moments)
    {
        int width = Voice.Length;
        for (int frame = 0; frame < MmaDferConfig.Frames; frame++)
        {
            ReadOnlySpan<float> face = _faces.AsSpan((_oldest + frame) % MmaDferConfig.Frames * width, width);
            for (int i = 0; i < width; i++)
                moments[frame * width + i] = face[i] + Voice[i];
        }
    }
}
