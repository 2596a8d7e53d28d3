using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>The last time at which there was a face, or audio. Safe for any number of threads.</summary>
internal sealed class Presence
{
    private readonly Lock _gate = new();
    private long _epoch = -1;
    private TimeSpan _last;

    /// <summary>Notes that it was present.</summary>
    /// <param name="time">When; an earlier time than the last one has no effect.</param>
    /// <param name="epoch">The start of the stream that the time belongs to.</param>
    public void Note(TimeSpan time, long epoch)
    {
        lock (_gate)
        {
            if (epoch > _epoch || epoch == _epoch && time > _last)
                (_last, _epoch) = (time, epoch);
        }
    }

    /// <summary>Whether it was present a short while ago.</summary>
    public bool IsRecent(StreamMoment moment, TimeSpan lostAfter)
    {
        lock (_gate)
            return moment.Epoch == _epoch && Times.Seconds(_last, moment.Now) < lostAfter.TotalSeconds;
    }
}
