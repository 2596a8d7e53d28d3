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
    public static void Run(double hours, EmotionScene scene, SocialRobot robot, DrawnPeople input, TextWriter output)
    {
        input.WaitUntilDrawn();
        var (times, clock, changes, last) = (new LoopTimes(SocialRobot.Period), new CaptureClock(), 0, Behaviour.Wait);
        var people = new ScenePerson[scene.Options.MaxPeople];
        PacedLoop.RunFast(TimeSpan.FromHours(hours), SocialRobot.Period, times, now =>
        {
            robot.Tick(now);
            changes += robot.Arbiter.Current != last ? 1 : 0;
            last = robot.Arbiter.Current;
        }, now => IsBehind(people.AsSpan(0, scene.CopyPeople(people)), input, scene.Options.Stream, now));
        string summary = $"{scene.Statistics.Readings} readings, {changes} changes of behaviour, late {robot.Watchdog.Late} times";
        output.WriteLine(FormattableString.Invariant($"{hours} simulated hours in {clock.Now.TotalMinutes:0.0} minutes: {summary}"));
        output.WriteLine(FormattableString.Invariant($"tick time: {times}; missed deadlines: {100.0 * times.Missed / times.Count:0.0000} %"));
    }

    /// <summary>Whether somebody who is in view has not been found yet, or was not read in the last half second.</summary>
    /// <param name="people">Everybody in the scene.</param>
    /// <param name="input">Who should be in it.</param>
    /// <param name="options">How each person is read.</param>
    /// <param name="now">The time.</param>
    private static bool IsBehind(ReadOnlySpan<ScenePerson> people, DrawnPeople input, EmotionStreamOptions options, TimeSpan now)
    {
        int seen = 0;
        foreach (ScenePerson person in people)
        {
            seen += person.IsVisible ? 1 : 0;
            // The first reading may take as long as half a window.
            TimeSpan newest = person.Reading?.Time ?? person.FirstSeen + (options.Window / 2);
            if (person.IsVisible && (now - newest).TotalSeconds > 0.5)
                return true;
        }
        return seen < input.Visible && (now - input.VisibleSince).TotalSeconds > 0.5;
    }
}
