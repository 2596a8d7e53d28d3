// A social robot that looks at the one who speaks, and approaches, comforts, backs off or waits, depending on that person's emotion; 50
// decisions per second.
//
//   dotnet run -c Release --project samples/Robot                  with drawn people as input, in a window; see README.md
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;
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
        double? hours = options.GetNumber("--soak"), seconds = options.Seconds;
        string? screenshot = options["--screenshot"];
        if (screenshot is not null && (hours is not null || options.Has("--headless")))
            throw new ArgumentException("--screenshot needs a window and cannot be combined with --headless or --soak.");
        var clock = new CaptureClock();
        using IStage? stage = hours is null && !options.Has("--headless") ? Stages.Open("Robot", Scene.Width, Scene.Height, screenshot is not null) : null;
        using EmotionRecognizer recognizer = options.LoadRecognizer(camera: hours is null && options.HasCamera);
        if (options.DescribeModel(hours is null && options.HasCamera) is { } model)
            output.WriteLine(model);
        using IInput input = hours is null ? options.OpenPeople(clock) : new DrawnPeople();
        using EmotionScene scene = options.OpenScene(recognizer, input);
        using FacesPublisher? ros = options.OpenRos();
        var robot = new SocialRobot(scene, input, ros, options.FaceId);
        if (hours is { } soak)
        {
            Soak.Run(soak, scene, robot, (DrawnPeople)input, output);
            return;
        }
        var times = new LoopTimes(SocialRobot.Period);
        // The robot runs on its own thread, independent of drawing.
        using (var robotTask = new BackgroundTask(robotStop => RunRobot(robot, times, clock, stage is null ? seconds : null, output, robotStop), stop))
        {
            StageLoop? loop = stage is null ? null : new StageLoop(stage, clock);
            loop?.Run(new Canvas(Scene.Width, Scene.Height), new Scene(robot, scene, input, times, ros).Draw, _ => { }, seconds, screenshot, stop);
            if (loop is null)
                robotTask.Wait();
            else
                output.WriteLine($"frame time on {stage!.Name}: {loop.Times}");
        }
        output.WriteLine($"tick time: {times}");
        if (ros is not null)
            output.WriteLine($"rosbridge: {ros.Rosbridge.Sent} sent, {ros.Rosbridge.Dropped} dropped; {ros.Rosbridge.Problem ?? "no problem"}");
    }

    private static void RunRobot(SocialRobot robot, LoopTimes times, CaptureClock clock, double? seconds, TextWriter output, CancellationToken stop)
    {
        using var guard = new Timer(_ => { if (robot.Watchdog.IsHanging(clock.Now)) robot.Body.Halt(); }, null, 50, 50);
        Behaviour? reported = null;
        PacedLoop.Run(clock, SocialRobot.Period, times, seconds, stop, now =>
        {
            robot.Tick(now);
            if (robot.Arbiter.Current != reported)
                output.WriteLine($"{now.TotalSeconds,6:0.0} s  {reported = robot.Arbiter.Current,-8} {robot.Body.Distance:0.0} m  {robot.Arbiter.Reason}");
            return true;
        });
    }
}
