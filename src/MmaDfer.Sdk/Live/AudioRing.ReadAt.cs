using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

// Reading between the samples.
internal sealed partial class AudioRing
{
    /// <summary>Copies samples of the channel that is heard from a time on, which may lie between two of them; zeros where the ring holds none.</summary>
    /// <param name="anchor">A time.</param>
    /// <param name="offset">Seconds from it to the first sample; exact, while times are rounded.</param>
    /// <param name="samples">Receives them.</param>
    /// <param name="held">How many of them the ring held.</param>
    /// <returns>Where in <paramref name="samples"/> the time lies, 0 to 1.</returns>
    public double ReadAt(TimeSpan anchor, double offset, Span<float> samples, out int held)
    {
        while (true)
        {
            long oldest, written, starts;
            double position;
            float[] first;
            lock (_gate)
            {
                position = (Times.Seconds(_origin, anchor) + offset) * _rate;
                (first, written, oldest, starts) = (_chooses && _choice.HearsSecond ? _others : _first, _written, Math.Max(0, _claimed - _first.Length), _starts);
            }
            samples.Clear();
            held = 0;
            if (!(Math.Abs(position) < 1e15))
                return 0;
            double whole = Math.Floor(position);
            long from = Math.Clamp((long)whole, oldest, written), to = Math.Clamp((long)whole + samples.Length, oldest, written);
            for (long i = from; i < to; i++)
                samples[(int)(i - (long)whole)] = first[i % first.Length];
            held = (int)(to - from);
            lock (_gate)
            {
                if (starts == _starts && _claimed - from <= first.Length || held == 0)
                    return position - whole;
            }
        }
    }

    /// <summary>New audio begins with the first channel.</summary>
    private void BeginChoice(long starts)
    {
        if (starts != _choiceStarts)
            _choice.Reset();
        _choiceStarts = starts;
    }
}
