using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native;

/// <summary>The sound of a clip where the caller holds it; used during the call only.</summary>
internal sealed unsafe class ClipAudioSource(float* samples, int count, int sampleRate, int channels) : IAudioSource
{
    private int _next;

    public int SampleRate => sampleRate;

    public int Channels => channels;

    public int Read(Span<float> room, out TimeSpan time)
    {
        time = FrameRate.Seconds((double)(_next / channels) / sampleRate);
        var given = new ReadOnlySpan<float>(samples + _next, Math.Min(room.Length - (room.Length % channels), count - _next));
        SampleCheck.ThrowIfNotFinite(given, "mmadfer_clip.samples", _next);
        given.CopyTo(room);
        _next += given.Length;
        return given.Length;
    }

    public void Dispose()
    {
    }
}
