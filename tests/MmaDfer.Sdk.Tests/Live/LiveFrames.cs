using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>A camera, without end unless told, 25 frames a second by its own clock.</summary>
internal sealed class LiveFrames : IFrameSource
{
    private readonly byte[] _pixels = LivePlayer.Frame(1);

    public bool IsLive => true;

    public int? FrameCount => null;

    public int Reads { get; private set; }

    public Action<int>? OnRead { get; init; }

    /// <summary>After how many frames it ends.</summary>
    public int Count { get; init; } = int.MaxValue;

    /// <summary>What a frame takes.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(5);

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        OnRead?.Invoke(Reads);
        Thread.Sleep(Pause);
        frame = new FrameView(_pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24);
        time = TimeSpan.FromSeconds(0.04 * Reads);
        return Reads++ < Count;
    }

    public void Dispose()
    {
    }
}
