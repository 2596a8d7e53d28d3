namespace MmaDfer.Samples.Stage.Senses;

/// <summary>A piece of sound; empty if nothing was heard.</summary>
/// <param name="samples">Interleaved, in [-1, 1].</param>
/// <param name="sampleRate">Samples per second and channel.</param>
/// <param name="channels">How many.</param>
/// <param name="time">When the first sample was recorded.</param>
public readonly ref struct Sound(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
{
    public ReadOnlySpan<float> Samples { get; } = samples;

    public int SampleRate { get; } = sampleRate;

    public int Channels { get; } = channels;

    public TimeSpan Time { get; } = time;
}
