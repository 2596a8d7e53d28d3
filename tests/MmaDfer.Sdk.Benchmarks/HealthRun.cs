using System.Globalization;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Tests.Faces.Health;

namespace MmaDfer.Sdk.Benchmarks;

internal static class HealthRun
{
    public static void Run(int clips, string? only)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(1) });
        var trial = new HealthTrial(recognizer, clips);
        foreach (Degradation way in Degradation.All)
            if (only is null || only == way.Name)
                Print(way.Name, trial.Run(way));
        if (only is null or "turned")
            Print("turned", trial.RunTurned(7, false));
        if (only is null or "raised")
            Print("raised", trial.RunTurned(6, true));
        if (only is null or "photos") Photos();
    }

    private static void Photos()
    {
        using var doc = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(FacePhotographs.Path("portrait"))!, "expected-neural.json")));
        foreach (string net in (string[])["yunet_s at 320", "yunet_n at 640"])
            foreach (string photo in (string[])["portrait", "family"])
            {
                if (!doc.RootElement.TryGetProperty(net, out var n)) { Console.WriteLine("no " + net); continue; }
                (byte[] rgb, int w, int h) = FacePhotographs.Load(photo);
                foreach (var f in n.GetProperty(photo).EnumerateArray())
                {
                    float G(string k) => f.GetProperty(k).GetSingle();
                    var lm = f.GetProperty("landmarks").EnumerateArray().Select(p => new System.Numerics.Vector2(p[0].GetSingle(), p[1].GetSingle())).ToArray();
                    var box = new FaceBox(G("x"), G("y"), G("width"), G("height"));
                    FaceBox crop = box.GetCrop(w, h);
                    var face = new FaceLandmarks(lm[0], lm[1], lm[2], (lm[3] + lm[4]) / 2) { RightMouthCorner = lm[3], LeftMouthCorner = lm[4] };
                    foreach (int size in (int[])[32, 160])
                    {
                        byte[] small = new byte[3 * size * size];
                        new Tensors.BilinearResize(size).Resize(new Sources.FrameView(rgb, w, h, Sources.PixelLayout.Rgb24), (int)crop.X, (int)crop.Y, (int)crop.Width, (int)crop.Height, small);
                        FaceLandmarks shares = face.Transform(1, new(-crop.X, -crop.Y)).Transform(1 / crop.Width, default);
                        Console.WriteLine($"{net} {photo} {size}: {crop.Width} {new Faces.Health.FaceMeter(size).Measure(small, shares)} {HeadPose.Estimate(face)}");
                    }
                }
            }
    }

    private static void Print(string name, IEnumerable<(float Step, double Accuracy, List<FaceQuality> Frames)> steps)
    {
        Console.WriteLine(name);
        foreach ((float step, double accuracy, List<FaceQuality> f) in steps)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {step,6:0.###} {accuracy,5:0.0} %  size {Q(f, q => q.Size)} inside {Q(f, q => q.Inside)} turn {Q(f, q => q.Pose?.Turn ?? 0)} yaw {Q(f, q => Math.Abs(q.Pose?.Yaw ?? 0))} pitch {Q(f, q => q.Pose?.Pitch ?? 0)} light {Q(f, q => q.Brightness)} white {Q(f, q => q.BurntOut)} blur {Q(f, q => q.Blur)} eyes {Q(f, q => q.Eyes ?? 0)} mouth {Q(f, q => q.Mouth ?? 0)}"));
    }

    private static string Q(List<FaceQuality> frames, Func<FaceQuality, float> figure)
    {
        float[] sorted = [.. frames.Select(figure).Order()];
        float At(double p) => sorted[(int)(p * (sorted.Length - 1))];
        return string.Create(CultureInfo.InvariantCulture, $"{At(0.05):0.000} {At(0.5):0.000} {At(0.95):0.000};");
    }
}
