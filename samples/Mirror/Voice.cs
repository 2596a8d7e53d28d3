using MmaDfer.Samples.Stage.Audio;

namespace MmaDfer.Samples.Mirror;

/// <summary>The sounds of the companion.</summary>
internal static class Voice
{
    /// <summary>Composes some notes for a label; none for most labels.</summary>
    public static float[] Compose(string? label)
    {
        // Each note slides between two frequencies in Hz.
        (float From, float To, float Seconds)[] notes = label switch
        {
            "happiness" => [(520, 780, 0.12f), (660, 990, 0.12f), (780, 1240, 0.2f)],
            "surprise" => [(420, 1100, 0.22f)],
            "sadness" or "fear" => [(330, 300, 0.3f), (300, 350, 0.45f)],
            "anger" => [(420, 240, 0.16f)],
            "neutral" => [(400, 440, 0.14f)],
            _ => [],
        };
        var sound = new List<float>();
        double phase = 0;
        foreach ((float from, float to, float seconds) in notes)
        {
            int count = (int)(seconds * Speaker.Rate);
            for (int i = 0; i < count; i++)
            {
                double part = (double)i / count;
                phase += 2 * Math.PI * (from + ((to - from) * part) + (6 * Math.Sin(i * 0.0017))) / Speaker.Rate;
                sound.Add((float)(0.16 * Math.Sin(Math.PI * part) * (Math.Sin(phase) + (0.3 * Math.Sin(2 * phase)) + (0.12 * Math.Sin(3 * phase)))));
            }
        }
        return [.. sound];
    }
}
