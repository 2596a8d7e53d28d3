// A character that reacts to your emotion: it shares joy, comforts sadness and keeps its distance from anger.
//
//   dotnet run -c Release --project samples/Mirror                  with a drawn person as input; see README.md
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Mirror;

internal static class Program
{
    private static int Main(string[] args) => CommandLine.Run((output, stop) => Run(args, output, stop));

    internal static void Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var options = new CommandLine(args, "--mute", "--calibrate", "--animation=");
        var clock = new CaptureClock();
        if (options["--animation"] is { } animation)
        {
            Animate(animation, options, clock, output, stop);
            return;
        }
        using IStage stage = Stages.Open("Mirror", Mirror.Width, Mirror.Height, options.Has("--screenshot"));
        using EmotionRecognizer recognizer = options.LoadRecognizer();
        if (options.DescribeModel(options.HasCamera) is { } model)
            output.WriteLine(model);
        var loop = new StageLoop(stage, clock);
        using var mirror = new Mirror(options, recognizer, clock, loop);
        loop.Run(new Canvas(Mirror.Width, Mirror.Height), mirror.Draw, mirror.Press, options.Seconds, options["--screenshot"], stop);
        output.WriteLine($"frame time on {stage.Name}: {loop.Times}");
        output.WriteLine($"{mirror.Readings} readings on {recognizer.Engine.Name}; speaker: {mirror.Speaker.Name}");
    }

    private static void Animate(string path, CommandLine options, CaptureClock clock, TextWriter output, CancellationToken stop)
    {
        using EmotionRecognizer recognizer = options.LoadRecognizer(camera: false);
        using var person = new DrawnPerson(Animation.Script, size: 160);
        using var mirror = new Mirror(options, recognizer, clock, loop: null, person);
        Animation.Write(path, mirror, person, options.Seconds ?? 2 * Animation.Script.Count, stop);
        output.WriteLine($"{path}: {new FileInfo(path).Length / 1024} KB, {mirror.Readings} readings on {recognizer.Engine.Name}");
    }
}
