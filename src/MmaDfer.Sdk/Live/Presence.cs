using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>When a face was last seen, or sound last heard. Safe for any number of threads.</summary>
internal sealed class Presence
{
    private readonly Lock _gate = new();
    private long _epoch = -1;
    private TimeSpan _last;

    /// <summary>It was there.</summary>
    /// <param name="time">When; one earlier than before is known already.</param>
    /// <param name="epoch">Number of the stream's start that this belongs to.</param>
    public void Note(TimeSpan time, long epoch)
    {
        lock (_gate)
        {
            if (epoch > _epoch || epoch == _epoch && time > _last)
                (_last, _epoch) = (time, epoch);
        }
    }

    /// <summary>Whether it was there a short while ago.</summary>
    public bool IsAt(TimeSpan now, long epoch, TimeSpan lostAfter)
    {
        lock (_gate)
            return epoch == _epoch && Times.Seconds(_last, now) < lostAfter.TotalSeconds;
    }
}
