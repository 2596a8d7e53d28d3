using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_prediction</c>.</summary>
internal unsafe struct PredictionData : ISized
{
    public uint Size;
    public int Label;
    public float Confidence;
    public int LabelCount;
    public int HasFrames;
    public int HasAudio;
    public double Start;
    public double End;
    public fixed float Probabilities[Labels.Max];

    public static string Name => "mmadfer_prediction";

    public static PredictionData Of(EmotionPrediction prediction)
    {
        Labels.Check(prediction.Labels);
        var data = new PredictionData
        {
            Label = EmotionLabels.IndexOf(prediction.Labels, prediction.Label),
            Confidence = prediction.Confidence,
            LabelCount = prediction.Labels.Count,
            HasFrames = prediction.HasFrames ? 1 : 0,
            HasAudio = prediction.HasAudio ? 1 : 0,
            Start = prediction.Start.TotalSeconds,
            End = prediction.End.TotalSeconds,
        };
        prediction.Probabilities.CopyTo(new Span<float>(data.Probabilities, Labels.Max));
        return data;
    }
}
