// Says what the person in front of the camera feels, until Ctrl+C. Needs the program ffmpeg.
//
//   dotnet run -c Release --project samples/WatchCamera
//   dotnet run -c Release --project samples/WatchCamera -- --model dfew.safetensors --faces haarcascade_frontalface_alt2.xml
//   dotnet run -c Release --project samples/WatchCamera -- --camera lavfi:testsrc --microphone lavfi:sine      where neither is
//
// The demo model, which is used without --model, knows drawn faces, not people.
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.WatchCamera;

internal static class Program
{
    private static readonly string[] Options = ["--camera", "--microphone", "--faces", "--model"];

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };
        return await Run(args, Console.Out, Console.Error, stop.Token);
    }

    internal static async Task<int> Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        if (args.Length % 2 != 0 || args.Where((_, i) => i % 2 == 0).Any(name => !Options.Contains(name)))
        {
            error.WriteLine($"Each of these, with a value, if wanted: {string.Join(", ", Options)}.");
            return 2;
        }
        Dictionary<string, string> given = args.Chunk(2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        try
        {
            // What is seen and heard at the same time has the same time: both devices go by one clock.
            var clock = new CaptureClock();
            using var camera = CameraFrameSource.Open(CaptureDevice.FindCamera(given.GetValueOrDefault("--camera")), new() { Clock = clock });
            // A machine without microphone is no error: readings then say "no audio".
            using MicrophoneAudioSource? microphone = !given.ContainsKey("--microphone") && CaptureDevice.FindMicrophones().Count == 0
                ? null
                : MicrophoneAudioSource.Open(CaptureDevice.FindMicrophone(given.GetValueOrDefault("--microphone")), new() { Clock = clock });
            using EmotionRecognizer recognizer = EmotionRecognizer.Load(
                given.GetValueOrDefault("--model") ?? Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));

            // The network wants a face, not a room. Without a cascade of OpenCV, the whole picture must be one.
            var options = new EmotionStreamOptions
            {
                FaceFinder = given.GetValueOrDefault("--faces") is { } faces ? new CascadeFaceFinder(faces, new() { BoxScale = 1.2f }) : null,
            };
            await foreach (EmotionReading reading in recognizer.WatchAsync(camera, microphone, options, stop))
                output.WriteLine(reading);          // 00:00:03.2 happiness (93 %)
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        // Everything that is wrong with a device, a file or this machine arrives as this one type, with one plain sentence.
        catch (MmaDferException problem)
        {
            error.WriteLine(problem.Message);
            return 1;
        }
    }
}
