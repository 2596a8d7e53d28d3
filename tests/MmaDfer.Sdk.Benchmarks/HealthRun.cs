using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Tests.Faces.Health;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Where input health must warn: the demo model's accuracy on drawn people who are seen worse and worse, the share of clips with the flag,
/// and the figures (5 %, median and 95 % of the clips).
/// </summary>
internal static class HealthRun
{
    public static void Run(int clips)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(1) });
        var trial = new HealthTrial(recognizer, clips);
        foreach (Degradation way in Degradation.All)
            Print(way.Name, way.Flag, way.Steps.Select(s => trial.Run(way, s)));
        Print("turned", ReadingFlags.TurnedAway, Degradation.Turns.Select(t => trial.RunTurned(t)));
        Print("raised", ReadingFlags.TurnedAway, Degradation.Turns.Select(t => trial.RunTurned(t, raised: true)));
    }

    private static void Print(string name, ReadingFlags flag, IEnumerable<HealthStep> steps)
    {
        Console.WriteLine($"{name}: {flag}");
        foreach (HealthStep step in steps)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step.Strength,6:0.###} right {step.Accuracy,5:0.0} %, flag {step.Flagged(flag),5:0.0} %, "
                + $"size {Range(step, q => q.Size)}, inside {Range(step, q => q.Inside)}, yaw {Range(step, q => Math.Abs(q.Pose?.Yaw ?? 0))}, pitch {Range(step, q => q.Pose?.Pitch ?? 0)}, "
                + $"brightness {Range(step, q => q.Brightness)}, burnt out {Range(step, q => q.BurntOut)}, blur {Range(step, q => q.Blur)}, eyes {Range(step, q => q.Eyes ?? 0)}, mouth {Range(step, q => q.Mouth ?? 0)}"));
        }
    }

    private static string Range(HealthStep step, Func<FaceQuality, float> figure)
    {
        float[] sorted = [.. step.Figures.Select(figure).Order()];
        float At(double share) => sorted[(int)(share * (sorted.Length - 1))];
        return string.Create(CultureInfo.InvariantCulture, $"{At(0.05):0.###} {At(0.5):0.###} {At(0.95):0.###}");
    }
}
