using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Live.Scenes;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>Who speaks, in drawn scenes of several people; what a push costs with four of them; and whether their windows should run together.</summary>
internal static class SceneRun
{
    public static async Task Run(int scenes)
    {
        using (EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors")))
            await SpeakerTrial.Print(recognizer, scenes, seconds: 16);
        Push();
        Batch();
    }

    /// <summary>Time of a push while four people are followed.</summary>
    public static void Push()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
        foreach ((int width, int height) in (IEnumerable<(int, int)>)[(640, 480), (1280, 720), (1920, 1080)])
        {
            byte[] pixels = new byte[4 * width * height];
            new Random(1).NextBytes(pixels);
            IFaceFinder finder = FaceFinder.Create((frame, faces) =>
            {
                for (int i = 0; i < 4; i++)
                    faces[i] = new FaceBox((i + 0.5f) * frame.Width / 5, frame.Height / 3f, frame.Height / 4f, frame.Height / 4f);
                return 4;
            });
            using EmotionScene scene = recognizer.OpenScene(new() { Stream = new() { FaceFinder = finder } });
            var milliseconds = new List<double>();
            for (int i = 0; i < 500; i++)
            {
                long before = Stopwatch.GetTimestamp();
                scene.PushFrame(new FrameView(pixels, width, height, PixelLayout.Bgra32), TimeSpan.FromSeconds(i / 30.0));
                if (i >= 100)
                    milliseconds.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
                SpinWait.SpinUntil(() => scene.IsIdle, 1000);
            }
            milliseconds.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"PushFrame, {width} x {height} BGRA, {scene.CopyPeople(new ScenePerson[4])} people: {milliseconds[200]:0.000} ms median, {milliseconds[380]:0.000} ms at 95 %"));
        }
    }

    /// <summary>Four windows together against four one after the other, on the engine `cpu`.</summary>
    public static void Batch()
    {
        using ModelFile demo = ModelFile.Open(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
        Compare("demo model", new MmaDferNetwork(demo.Config, demo.Weights));
        var config = new MmaDferConfig { ImageSize = 112 };
        Compare("base model, 112 px", new MmaDferNetwork(config, new DrawnWeights(config, 1)));
    }

    private static void Compare(string name, MmaDferNetwork network)
    {
        var engine = new CpuEngine();
        using Session one = engine.Prepare(ops => network.Build(ops, 1), null, default), four = engine.Prepare(ops => network.Build(ops, 4), null, default);
        one.Run(default);
        four.Run(default);
        // The shortest of several runs: what the machine does besides only makes them longer.
        double together = double.MaxValue, apart = double.MaxValue;
        for (int round = 0; round < 9; round++)
        {
            long start = Stopwatch.GetTimestamp();
            four.Run(default);
            together = Math.Min(together, Stopwatch.GetElapsedTime(start).TotalSeconds);
            for (int i = 0; i < 4; i++)
            {
                start = Stopwatch.GetTimestamp();
                one.Run(default);
                apart = Math.Min(apart, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}, engine cpu: four windows together take {together / (4 * apart):0.00} of the time of four one after the other"));
    }
}
