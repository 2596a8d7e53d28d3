using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Clips;

/// <summary>Samples of an array, given in pieces of an awkward size.</summary>
internal sealed class FakeAudio(float[] samples, int rate = 16000, int channels = 1, int piece = 777) : IAudioSource
{
    private int _position;

    public int SampleRate => rate;

    public int Channels => channels;

    public Action? OnRead { get; init; }

    public TimeSpan StartTime { get; init; }

    public IReadOnlyList<string> WarningsAtEnd { get; init; } = [];

    public IReadOnlyList<string> Warnings => _position == samples.Length ? WarningsAtEnd : [];

    public int Read(Span<float> destination, out TimeSpan time)
    {
        OnRead?.Invoke();
        Assert.AreEqual(0, destination.Length % channels);
        time = StartTime + TimeSpan.FromSeconds((double)_position / channels / rate);
        int count = Math.Min(Math.Min(destination.Length, piece * channels), samples.Length - _position);
        samples.AsSpan(_position, count).CopyTo(destination);
        _position += count;
        return count;
    }

    public void Dispose()
    {
    }
}
