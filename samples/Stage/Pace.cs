using System.Diagnostics;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage;

/// <summary>A loop at a steady rate. What was missed is not made up for.</summary>
public static class Pace
{
    /// <summary>As fast as it goes, in a time of its own that each turn is told; nothing is measured but the turns themselves.</summary>
    /// <param name="length">How long, in that time.</param>
    /// <param name="period">From turn to turn.</param>
    /// <param name="times">Learns how long each turn's work took.</param>
    /// <param name="turn">What to do at a time.</param>
    /// <param name="isBehind">Whether something that runs beside it is behind; it is waited for, up to a second.</param>
    public static void Hurry(TimeSpan length, TimeSpan period, LoopTimes times, Action<TimeSpan> turn, Func<TimeSpan, bool> isBehind)
    {
        for (TimeSpan now = TimeSpan.Zero; now < length; now += period)
        {
            long before = Stopwatch.GetTimestamp();
            turn(now);
            times.Add(Stopwatch.GetElapsedTime(before));
            for (before = Stopwatch.GetTimestamp(); isBehind(now) && Stopwatch.GetElapsedTime(before).TotalSeconds < 1;)
                Thread.Sleep(1);
        }
    }

    /// <param name="clock">Whose time the turns are told.</param>
    /// <param name="period">From turn to turn.</param>
    /// <param name="times">Learns how long each turn's work took; the wait for the next is not part of it.</param>
    /// <param name="seconds">How long; null for no end.</param>
    /// <param name="stop">Ends it as well.</param>
    /// <param name="turn">What to do at a time; false ends it.</param>
    public static void Keep(CaptureClock clock, TimeSpan period, LoopTimes times, double? seconds, CancellationToken stop, Func<TimeSpan, bool> turn)
    {
        TimeSpan start = clock.Now, next = start, now = start;
        bool goesOn = true;
        while (goesOn && !stop.IsCancellationRequested && !((now - start).TotalSeconds > seconds))
        {
            long before = Stopwatch.GetTimestamp();
            goesOn = turn(now);
            times.Add(Stopwatch.GetElapsedTime(before));
            next = clock.Now > next + (2 * period) ? clock.Now : next + period;
            TimeSpan left = next - clock.Now;
            if (left > TimeSpan.Zero)
                stop.WaitHandle.WaitOne(left);
            now = clock.Now;
        }
    }
}
