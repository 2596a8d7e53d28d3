using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Robot;

/// <summary>
/// Runs simulated hours as fast as possible. A tick misses its deadline if it takes longer than 20 ms of real time. Between ticks, outside the
/// measurement, simulated time waits for the network, so that readings are as old as in real time.
/// </summary>
internal static class Soak
{
    public static void Run(double hours, EmotionStream stream, SocialRobot robot, DrawnPerson person, TextWriter output)
    {
        person.WaitUntilDrawn();
        var (times, clock, changes, last) = (new LoopTimes(SocialRobot.Period), new CaptureClock(), 0, Behaviour.Wait);
        PacedLoop.RunFast(TimeSpan.FromHours(hours), SocialRobot.Period, times, now =>
        {
            robot.Tick(now);
            changes += robot.Arbiter.Current != last ? 1 : 0;
            last = robot.Arbiter.Current;
        }, now => (now - GetNewestTime(stream)).TotalSeconds > 0.5);
        string summary = $"{stream.Statistics.Readings} readings, {changes} changes of behaviour, late {robot.Watchdog.Late} times";
        output.WriteLine(FormattableString.Invariant($"{hours} simulated hours in {clock.Now.TotalMinutes:0.0} minutes: {summary}"));
        output.WriteLine(FormattableString.Invariant($"tick time: {times}; missed deadlines: {100.0 * times.Missed / times.Count:0.0000} %"));
    }

    // The first reading may take as long as half a window.
    private static TimeSpan GetNewestTime(EmotionStream stream) => stream.TryGetLatest(out EmotionReading reading) ? reading.Time : stream.Options.Window / 2;
}
