// Prints the emotion of the person in front of the camera until Ctrl+C. Needs ffmpeg.
//
//   dotnet run -c Release --project samples/WatchCamera
//   dotnet run -c Release --project samples/WatchCamera -- --model dfew.safetensors
//   dotnet run -c Release --project samples/WatchCamera -- --camera lavfi:testsrc --microphone lavfi:sine      without devices
//   ... --faces none         the camera shows only a face; or a face model of your own
//
// Without --model it uses the demo model, which knows drawn faces, not people.
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
            error.WriteLine($"Options, each with a value: {string.Join(", ", Options)}.");
            return 2;
        }
        Dictionary<string, string> given = args.Chunk(2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        try
        {
            // One clock for both devices, so that simultaneous frames and audio have the same time.
            var clock = new CaptureClock();
            using var camera = CameraFrameSource.Open(CaptureDevice.FindCamera(given.GetValueOrDefault("--camera")), new() { Clock = clock });
            // A machine without a microphone is no error: readings then have the flag NoAudio.
            using MicrophoneAudioSource? microphone = !given.ContainsKey("--microphone") && CaptureDevice.FindMicrophones().Count == 0
                ? null
                : MicrophoneAudioSource.Open(CaptureDevice.FindMicrophone(given.GetValueOrDefault("--microphone")), new() { Clock = clock });
            using EmotionRecognizer recognizer = EmotionRecognizer.Load(
                given.GetValueOrDefault("--model") ?? Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));

            // The network expects a cropped face. Without a face finder, the whole frame must be one.
            var options = new EmotionStreamOptions
            {
                FaceFinder = given.GetValueOrDefault("--faces") switch { null => FaceFinder.Default(), "none" => null, string path => FaceFinder.Open(path) },
            };
            await foreach (EmotionReading reading in recognizer.WatchAsync(camera, microphone, options, stop))
                output.WriteLine(reading);          // 00:00:03.2 happiness (93 %)
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        // Every problem with a device, a file or this machine is an exception of this type, with a message of one sentence.
        catch (MmaDferException problem)
        {
            error.WriteLine(problem.Message);
            return 1;
        }
    }
}
