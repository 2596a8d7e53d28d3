using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Watching;

/// <summary>A recording's frames, each when its time has come, as a camera would give them.</summary>
/// <param name="source">The recording; disposed with this.</param>
/// <param name="clock">How fast time passes; stopped when this is disposed.</param>
internal sealed class PacedFrameSource(IFrameSource source, PlaybackClock clock) : IFrameSource
{
    private MediaException? _damage;

    public int? FrameCount => source.FrameCount;

    public bool IsLive => true;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        // A device may come back; what is damaged stays so.
        if (_damage is not null)
            throw _damage;
        try
        {
            if (source.TryRead(out frame, out time) && clock.WaitUntil(time))
                return true;
        }
        catch (MediaException exception)
        {
            _damage = exception;
            throw;
        }
        frame = default;
        return false;
    }

    public void Dispose()
    {
        clock.Stop();
        source.Dispose();
    }
}
