// A character that answers what you feel: it is glad with you, comforts you, gives you room.
//
//   dotnet run -c Release --project samples/Mirror                  watches a drawn person; README.md has the rest
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Mirror;

internal static class Program
{
    private static int Main(string[] args) => CommandLine.Run((output, stop) => Run(args, output, stop));

    internal static void Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var options = new CommandLine(args, "--mute");
        var clock = new CaptureClock();
        using IStage stage = Stages.Open("Mirror", Mirror.Width, Mirror.Height, options.Has("--screenshot"));
        using EmotionRecognizer recognizer = options.Load();
        var loop = new StageLoop(stage, clock);
        using var mirror = new Mirror(options, recognizer, clock, loop);
        loop.Run(new Canvas(Mirror.Width, Mirror.Height), mirror.Draw, mirror.Press, options.Seconds, options["--screenshot"], stop);
        output.WriteLine($"a frame on {stage.Name}: {loop.Times}");
        output.WriteLine($"{mirror.Readings} readings on {recognizer.Engine.Name}; voice: {mirror.Speaker.Name}");
    }
}
