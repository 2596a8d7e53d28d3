using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Finds out whether two clocks that should be one are two: both go on for a while, and stay apart. One that stands still (silence), or
/// lags for a moment (what a device kept back comes at once), says nothing about that. One thread at a time.
/// </summary>
/// <param name="limit">Seconds from which they are apart.</param>
/// <param name="sentence">What is wrong, given the seconds.</param>
internal sealed class ClockPair(double limit, Func<double, string> sentence)
{
    /// <summary>Seconds for which clocks must go on, each by itself, before they are judged.</summary>
    public const double Proof = 2;

    private (TimeSpan First, TimeSpan Second)? _apartSince;

    // Where each was when the other last moved.
    private TimeSpan _first, _second, _firstThen, _secondThen;

    /// <summary>Seconds by which the second was ahead of the first when last compared.</summary>
    public double Offset { get; private set; }

    /// <summary>Whether they were apart when last compared.</summary>
    public bool IsApart => _apartSince is not null;

    /// <summary>That they are two clocks; null while that is not known. It stays the same object as long as they are apart.</summary>
    public MediaException? Fault { get; private set; }

    /// <summary>Takes what both say now.</summary>
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
        else if (Times.Seconds(since.First, first) >= Proof && Times.Seconds(since.Second, second) >= Proof)
            Fault ??= new MediaException(sentence(Offset));
    }

    /// <summary>The stream has started anew: what is known stays known, but proof begins again.</summary>
    public void Restart() => _apartSince = null;
}
