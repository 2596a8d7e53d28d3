using System.Diagnostics;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage;

/// <summary>A loop at a steady rate. Missed ticks are not made up for.</summary>
public static class PacedLoop
{
    /// <summary>Runs as fast as possible in simulated time; only the ticks themselves are measured.</summary>
    /// <param name="length">Length in simulated time.</param>
    /// <param name="period">Time between ticks.</param>
    /// <param name="times">Receives the time that each tick took.</param>
    /// <param name="tick">Runs at each tick, with its time.</param>
    /// <param name="isBehind">Whether parallel work is behind; the loop waits for it, at most a second.</param>
    public static void RunFast(TimeSpan length, TimeSpan period, LoopTimes times, Action<TimeSpan> tick, Func<TimeSpan, bool> isBehind)
    {
        for (TimeSpan now = TimeSpan.Zero; now < length; now += period)
        {
            long before = Stopwatch.GetTimestamp();
            tick(now);
            times.Add(Stopwatch.GetElapsedTime(before));
            for (before = Stopwatch.GetTimestamp(); isBehind(now) && Stopwatch.GetElapsedTime(before).TotalSeconds < 1;)
                Thread.Sleep(1);
        }
    }

    /// <summary>Runs in real time.</summary>
    /// <param name="clock">Clock of the ticks.</param>
    /// <param name="period">Time between ticks.</param>
    /// <param name="times">Receives the time that each tick took, without the wait for the next.</param>
    /// <param name="seconds">Length in seconds; null for no end.</param>
    /// <param name="stop">Stops the loop.</param>
    /// <param name="tick">Runs at each tick, with its time; false ends the loop.</param>
    public static void Run(CaptureClock clock, TimeSpan period, LoopTimes times, double? seconds, CancellationToken stop, Func<TimeSpan, bool> tick)
    {
        TimeSpan start = clock.Now, next = start, now = start;
        bool isRunning = true;
        while (isRunning && !stop.IsCancellationRequested && !((now - start).TotalSeconds > seconds))
        {
            long before = Stopwatch.GetTimestamp();
            isRunning = tick(now);
            times.Add(Stopwatch.GetElapsedTime(before));
            next = clock.Now > next + (2 * period) ? clock.Now : next + period;
            TimeSpan left = next - clock.Now;
            if (left > TimeSpan.Zero)
                stop.WaitHandle.WaitOne(left);
            now = clock.Now;
        }
    }
}
