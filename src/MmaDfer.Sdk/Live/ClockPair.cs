using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Detects whether two clocks that should be one are two: both advance for a while and stay apart. A clock that stands still (silence) or
/// lags for a moment (a device delivers its backlog at once) proves nothing. One thread at a time.
/// </summary>
/// <param name="limit">Seconds from which the clocks are apart.</param>
/// <param name="message">Makes the message of the fault from the offset in seconds.</param>
internal sealed class ClockPair(double limit, Func<double, string> message)
{
    /// <summary>Seconds for which each of the clocks must advance before they are judged.</summary>
    public const double ProofTime = 2;

    private (TimeSpan First, TimeSpan Second)? _apartSince;

    // The time of each clock when the other one last advanced.
    private TimeSpan _first, _second, _firstThen, _secondThen;

    /// <summary>Seconds by which the second clock was ahead of the first in the last comparison.</summary>
    public double Offset { get; private set; }

    /// <summary>Whether the clocks were apart in the last comparison.</summary>
    public bool IsApart => _apartSince is not null;

    /// <summary>The fault if they are two clocks, else null. The same object as long as they are apart.</summary>
    public MediaException? Fault { get; private set; }

    /// <summary>Compares the present times of both clocks.</summary>
    public void Compare(TimeSpan first, TimeSpan second)
    {
        if (second != _second)
            _firstThen = first;
        if (first != _first)
            _secondThen = second;
        (_first, _second) = (first, second);
        Offset = Times.Seconds(first, second);
        if (Math.Abs(Offset) < limit)
        {
            (_apartSince, Fault) = (null, null);
            return;
        }
        bool oneStands = Times.Seconds(_firstThen, first) > limit || Times.Seconds(_secondThen, second) > limit;
        if (_apartSince is not { } since || oneStands)
            _apartSince = (first, second);
        else if (Times.Seconds(since.First, first) >= ProofTime && Times.Seconds(since.Second, second) >= ProofTime)
            Fault ??= new MediaException(message(Offset));
    }

    /// <summary>The stream has restarted: the result remains, but the proof starts again.</summary>
    public void Restart() => _apartSince = null;
}
