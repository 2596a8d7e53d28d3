using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Slots of time, 16 to a window, that stay where they are while windows slide over them. The first frame of a slot stands for it, so
/// it is the same one in every window; for a slot without any, the frame before.
/// </summary>
/// <param name="window">Length of a window.</param>
internal sealed class FrameGrid(TimeSpan window)
{
    private readonly long _step = window.Ticks / FrameChoice.Frames;

    /// <summary>Chooses the frames of the newest 16 slots.</summary>
    /// <param name="times">Times of the frames of a window, rising.</param>
    /// <param name="chosen">Their indices, 16.</param>
    /// <returns>The newest slot; null where frames do not reach back to the oldest.</returns>
    public long? Choose(ReadOnlySpan<TimeSpan> times, Span<int> chosen)
    {
        if (times.IsEmpty)
            return null;
        long last = Slot(times[^1]), slot = last - FrameChoice.Frames + 1;
        if (Slot(times[0]) > slot)
            return null;
        for (int i = 0, frame = 0; i < FrameChoice.Frames; i++, slot++)
        {
            while (Slot(times[frame]) < slot)
                frame++;
            chosen[i] = Slot(times[frame]) == slot ? frame : frame - 1;
        }
        return last;
    }

    private long Slot(TimeSpan time) => (long)Math.Floor((double)time.Ticks / _step);
}
