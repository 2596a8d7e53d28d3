// A social robot that comes near, comforts, backs off or waits, by what the person before it feels; 50 decisions a second.
//
//   dotnet run -c Release --project samples/Robot -- --headless                        watches a drawn person
//   dotnet run -c Release --project samples/Robot -- --headless --rosbridge ws://localhost:9090
//   dotnet run -c Release --project samples/Robot -- --soak 10                         simulated hours, as fast as they go
using System.Diagnostics;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Robot;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };
        return Run(args, Console.Out, Console.Error, stop.Token);
    }

    internal static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop) => CommandLine.Run(() =>
    {
        var options = new CommandLine(args, "--headless", "--soak=");
        double? hours = options.Number("--soak"), seconds = options.Number("--seconds");
        var clock = new CaptureClock();
        using EmotionRecognizer recognizer = options.Load();
        using EmotionStream stream = options.Open(recognizer);
        using ISenses senses = hours is null ? options.Senses(clock) : new DrawnPerson();
        ExpressionPublisher? ros = options.Ros();
        try
        {
            var robot = new SocialRobot(stream, senses, ros);
            if (hours is { } soak)
                Soak.Run(soak, stream, robot, (DrawnPerson)senses, output);
            else
                Live(robot, clock, ros, seconds ?? double.PositiveInfinity, output, stop);
        }
        finally
        {
            ros?.DisposeAsync().AsTask().Wait(CancellationToken.None);
        }
    }, error);

    private static void Live(SocialRobot robot, CaptureClock clock, ExpressionPublisher? ros, double seconds, TextWriter output, CancellationToken stop)
    {
        using var guard = new Timer(_ => { if (robot.Watchdog.IsHanging(clock.Now)) robot.Body.Halt(); }, null, 50, 50);
        var times = new LoopTimes(SocialRobot.Period);
        Behaviour? told = null;
        TimeSpan next = clock.Now;
        while (!stop.IsCancellationRequested && clock.Now.TotalSeconds < seconds)
        {
            TimeSpan now = clock.Now;
            long before = Stopwatch.GetTimestamp();
            robot.Tick(now);
            times.Add(Stopwatch.GetElapsedTime(before));
            if (robot.Arbiter.Current != told)
                output.WriteLine(FormattableString.Invariant($"{now.TotalSeconds,6:0.0} s  {told = robot.Arbiter.Current,-8} {robot.Body.Distance:0.0} m  {robot.Arbiter.Reason}"));
            // What was missed is not made up for.
            next = clock.Now > next + (2 * SocialRobot.Period) ? clock.Now : next + SocialRobot.Period;
            TimeSpan left = next - clock.Now;
            if (left > TimeSpan.Zero)
                stop.WaitHandle.WaitOne(left);
        }
        output.WriteLine($"a turn's work: {times}");
        if (ros is not null)
            output.WriteLine($"rosbridge: {ros.Rosbridge.Sent} sent, {ros.Rosbridge.Dropped} dropped; {ros.Rosbridge.Trouble ?? "no trouble"}");
    }
}
