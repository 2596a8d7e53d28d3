using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The frames of a recording as a camera would deliver them: a frame that is shown for a long time is repeated, at the pace of the frames
/// before it. Owns the source.
/// </summary>
/// <remarks>Frames at a slow but steady pace are repeated too. The source ends after its last frame.</remarks>
internal sealed class HeldFrames(IFrameSource source) : IFrameSource
{
    private static readonly TimeSpan ShortestPace = TimeSpan.FromMilliseconds(10), LongestPace = TimeSpan.FromMilliseconds(100);

    private FrameCopy _shown = new(), _next = new();
    private TimeSpan _time, _nextTime, _pace = TimeSpan.FromMilliseconds(40);
    private bool _any, _holds;

    public int? FrameCount => null;

    public bool IsLive => source.IsLive;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        if (_holds)
        {
            // Within half a pace before the next frame, no repetition fits.
            if (_nextTime - _time > 1.5 * _pace)
            {
                _time += _pace;
            }
            else
            {
                _holds = false;
                (_shown, _next, _time) = (_next, _shown, _nextTime);
            }
            frame = _shown.View;
            time = _time;
            return true;
        }
        if (!source.TryRead(out frame, out time))
            return false;
        TimeSpan passed = _any ? time - _time : TimeSpan.Zero;
        if (passed > ShownFrames.Brief && passed <= ShownFrames.Longest)
        {
            Take(_next, frame);
            (_holds, _nextTime) = (true, time);
            return TryRead(out frame, out time);
        }
        if (passed >= ShortestPace)
            _pace = passed < LongestPace ? passed : LongestPace;
        Take(_shown, frame);
        (_any, _time) = (true, time);
        return true;
    }

    /// <summary>The name of the source in error messages.</summary>
    public override string ToString() => SourceName.Of(source, "The frame source");

    public void Dispose() => source.Dispose();

    private static void Take(FrameCopy copy, FrameView frame) => copy.Take(frame, new PixelArea(0, 0, frame.Width, frame.Height), 1);
}
