using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native;

/// <summary>The pictures of a clip where the caller holds them; used during the call only.</summary>
internal sealed unsafe class ClipFrameSource(byte* frames, int count, double framesPerSecond) : IFrameSource
{
    // As the caller's compiler lays the array out.
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
            throw new ArgumentException($"mmadfer_clip.frames[{_next}].size differs from that of the first; all must be sizeof(mmadfer_frame).");
        FrameData data = Sized.Read<FrameData>(at);
        if (data.Face != 0)
            throw new ArgumentException($"mmadfer_clip.frames[{_next}].face is {data.Face}; the pictures of a clip are cut to the face, so it must be 0.");
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
