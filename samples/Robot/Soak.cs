using System.Diagnostics;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Robot;

/// <summary>
/// Hours of the robot's life as fast as they go. A turn has missed its deadline if its own work took longer than 20 ms of real time. Between
/// turns, outside of what is measured, simulated time waits until the network keeps up, so that readings are as old as in real life.
/// </summary>
internal static class Soak
{
    private static readonly TimeSpan OldestReading = TimeSpan.FromSeconds(0.5), LongestWait = TimeSpan.FromSeconds(1);

    public static void Run(double hours, EmotionStream stream, SocialRobot robot, DrawnPerson person, TextWriter output)
    {
        person.WaitUntilDrawn();
        var times = new LoopTimes(SocialRobot.Period);
        var turns = new int[Enum.GetValues<Behaviour>().Length];
        long start = Stopwatch.GetTimestamp(), changes = 0;
        Behaviour last = default;
        for (long tick = 0; tick < hours * 3600 * 50; tick++)
        {
            TimeSpan now = tick * SocialRobot.Period;
            long before = Stopwatch.GetTimestamp();
            robot.Tick(now);
            times.Add(Stopwatch.GetElapsedTime(before));
            turns[(int)robot.Arbiter.Current]++;
            changes += robot.Arbiter.Current != last ? 1 : 0;
            last = robot.Arbiter.Current;
            for (before = Stopwatch.GetTimestamp(); now - Newest(stream) > OldestReading && Stopwatch.GetElapsedTime(before) < LongestWait;)
                Thread.Sleep(0);
        }
        output.WriteLine(FormattableString.Invariant($"{hours} simulated hours in {Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} minutes, {stream.Statistics.Readings} readings, late {robot.Watchdog.Late} times"));
        output.WriteLine($"a turn's work: {times}");
        output.WriteLine(FormattableString.Invariant($"missed deadlines: {100.0 * times.Missed / times.Count:0.0000} %"));
        output.WriteLine($"{changes} changes: {string.Join(", ", turns.Select((n, i) => FormattableString.Invariant($"{(Behaviour)i} {100.0 * n / times.Count:0.0} %")))}");
    }

    /// <summary>The first reading may take as long as half a window.</summary>
    private static TimeSpan Newest(EmotionStream stream) =>
        stream.TryGetLatest(out EmotionReading reading) ? reading.Time : stream.Options.Window / 2;
}
