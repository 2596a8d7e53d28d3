using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_reading</c>.</summary>
internal unsafe struct ReadingData : ISized
{
    public uint Size;
    public int Label;
    public float Confidence;
    public uint Flags;
    public float Valence;
    public float Arousal;
    public double Time;
    public int LabelCount;
    public int Reserved;
    public fixed float Probabilities[Labels.Max];

    public static string Name => "mmadfer_reading";

    public static ReadingData Of(in EmotionReading reading)
    {
        Labels.Check(reading.Labels);
        var data = new ReadingData
        {
            Size = (uint)sizeof(ReadingData),
            Label = EmotionLabels.IndexOf(reading.Labels, reading.Label),
            Confidence = reading.Confidence,
            Flags = (uint)reading.Flags,
            Valence = reading.Valence ?? float.NaN,
            Arousal = reading.Arousal ?? float.NaN,
            Time = reading.Time.TotalSeconds,
            LabelCount = reading.Labels.Count,
        };
        reading.Probabilities.CopyTo(new Span<float>(data.Probabilities, Labels.Max));
        return data;
    }
}
