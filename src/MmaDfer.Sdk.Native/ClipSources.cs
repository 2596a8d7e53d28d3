using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native;

/// <summary>The frames of a clip in the caller's memory; used during the call only.</summary>
internal sealed unsafe class ClipFrameSource(byte* frames, int count, double framesPerSecond) : IFrameSource
{
    // The distance between frames in the caller's array.
    private readonly nint _step = (nint)Sized.Check<FrameData>(frames);
    private readonly FrameRate _rate = new(framesPerSecond);
    private int _next;

    public int? FrameCount => count;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        time = _rate.TimeOf(_next);
        frame = default;
        if (_next >= count)
            return false;
        byte* at = frames + (_next * _step);
        if (Sized.Check<FrameData>(at) != _step)
            throw new ArgumentException($"mmadfer_clip.frames[{_next}].size differs from that of the first frame; all must be sizeof(mmadfer_frame).");
        FrameData data = Sized.Read<FrameData>(at);
        if (data.Face != 0)
            throw new ArgumentException($"mmadfer_clip.frames[{_next}].face is {data.Face}; the frames of a clip are cut to the face, so it must be 0.");
        frame = data.View();
        _next++;
        return true;
    }

    public int Skip(int skipped)
    {
        skipped = Math.Min(skipped, count - _next);
        _next += skipped;
        return skipped;
    }

    public void Dispose()
    {
    }
}

/// <summary>The audio of a clip in the caller's memory; used during the call only.</summary>
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
