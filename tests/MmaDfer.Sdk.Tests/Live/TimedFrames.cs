using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>A frame at each of the given times.</summary>
internal sealed class TimedFrames(TimeSpan[] times) : IFrameSource
{
    private int _next;

    public int? FrameCount => times.Length;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        time = default;
        frame = default;
        if (_next == times.Length)
            return false;
        frame = new FrameView(LivePlayer.Frame(_next), LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24);
        time = times[_next++];
        return true;
    }

    public void Dispose()
    {
    }
}
