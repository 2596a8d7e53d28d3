using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Robot;

/// <summary>
/// Hours of the robot's life as fast as they go. A turn has missed its deadline if its own work took longer than 20 ms of real time. Between
/// turns, outside of what is measured, simulated time waits until the network keeps up, so that readings are as old as in real life.
/// </summary>
internal static class Soak
{
    public static void Run(double hours, EmotionStream stream, SocialRobot robot, DrawnPerson person, TextWriter output)
    {
        person.WaitUntilDrawn();
        var (times, clock, changes, last) = (new LoopTimes(SocialRobot.Period), new CaptureClock(), 0, Behaviour.Wait);
        Pace.Hurry(TimeSpan.FromHours(hours), SocialRobot.Period, times, now =>
        {
            robot.Tick(now);
            changes += robot.Arbiter.Current != last ? 1 : 0;
            last = robot.Arbiter.Current;
        }, now => (now - Newest(stream)).TotalSeconds > 0.5);
        string life = $"{stream.Statistics.Readings} readings, {changes} changes of behaviour, late {robot.Watchdog.Late} times";
        output.WriteLine(FormattableString.Invariant($"{hours} simulated hours in {clock.Now.TotalMinutes:0.0} minutes: {life}"));
        output.WriteLine(FormattableString.Invariant($"a turn's work: {times}; missed deadlines: {100.0 * times.Missed / times.Count:0.0000} %"));
    }

    // The first reading may take as long as half a window.
    private static TimeSpan Newest(EmotionStream stream) => stream.TryGetLatest(out EmotionReading reading) ? reading.Time : stream.Options.Window / 2;
}
