// A social robot that comes near, comforts, backs off or waits, by what the person before it feels; 50 decisions a second.
//
//   dotnet run -c Release --project samples/Robot                  watches a drawn person, in a window; README.md has the rest
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Robot;

internal static class Program
{
    private static int Main(string[] args) => CommandLine.Run((output, stop) => Run(args, output, stop));

    internal static void Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var options = new CommandLine(args, "--headless", "--soak=");
        double? hours = options.Number("--soak"), seconds = options.Seconds;
        string? screenshot = options["--screenshot"];
        if (screenshot is not null && (hours is not null || options.Has("--headless")))
            throw new ArgumentException("--screenshot shows the window, which --headless and --soak do without.");
        var clock = new CaptureClock();
        using IStage? stage = hours is null && !options.Has("--headless") ? Stages.Open("Robot", Scene.Width, Scene.Height, screenshot is not null) : null;
        using EmotionRecognizer recognizer = options.Load();
        using EmotionStream stream = options.Open(recognizer);
        using ISenses senses = hours is null ? options.Senses(clock) : new DrawnPerson();
        using ExpressionPublisher? ros = options.Ros();
        var robot = new SocialRobot(stream, senses, ros);
        if (hours is { } soak)
        {
            Soak.Run(soak, stream, robot, (DrawnPerson)senses, output);
            return;
        }
        var times = new LoopTimes(SocialRobot.Period);
        // The robot goes its way on a thread of its own, whatever becomes of the picture.
        using (var living = new Beside(over => Live(robot, times, clock, stage is null ? seconds : null, output, over), stop))
        {
            StageLoop? loop = stage is null ? null : new StageLoop(stage, clock);
            loop?.Run(new Canvas(Scene.Width, Scene.Height), new Scene(robot, senses, times, ros).Draw, _ => { }, seconds, screenshot, stop);
            if (loop is null)
                living.Wait();
            else
                output.WriteLine($"a frame on {stage!.Name}: {loop.Times}");
        }
        output.WriteLine($"a turn's work: {times}");
        if (ros is not null)
            output.WriteLine($"rosbridge: {ros.Rosbridge.Sent} sent, {ros.Rosbridge.Dropped} dropped; {ros.Rosbridge.Trouble ?? "no trouble"}");
    }

    private static void Live(SocialRobot robot, LoopTimes times, CaptureClock clock, double? seconds, TextWriter output, CancellationToken stop)
    {
        using var guard = new Timer(_ => { if (robot.Watchdog.IsHanging(clock.Now)) robot.Body.Halt(); }, null, 50, 50);
        Behaviour? told = null;
        Pace.Keep(clock, SocialRobot.Period, times, seconds, stop, now =>
        {
            robot.Tick(now);
            if (robot.Arbiter.Current != told)
                output.WriteLine($"{now.TotalSeconds,6:0.0} s  {told = robot.Arbiter.Current,-8} {robot.Body.Distance:0.0} m  {robot.Arbiter.Reason}");
            return true;
        });
    }
}
