using MmaDfer.Sdk.Faces;
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
    public float Yaw;
    public float Pitch;
    public float Roll;
    public float FaceSize;
    public float Inside;
    public float Brightness;
    public float BurntOut;
    public float Blur;
    public float Eyes;
    public float Mouth;
    public float Unchanged;
    public int Faces;
    public float VoiceShare;
    public int Reserved2;

    public static string Name => "mmadfer_reading";

    /// <summary>Without the figures of the face.</summary>
    public static int FirstSize => 40 + (sizeof(float) * Labels.Max);

    public static ReadingData Of(in EmotionReading reading)
    {
        Labels.Check(reading.Labels);
        FaceQuality? face = reading.FaceQuality;
        HeadPose? pose = face?.Pose;
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
            Yaw = pose?.Yaw ?? float.NaN,
            Pitch = pose?.Pitch ?? float.NaN,
            Roll = pose?.Roll ?? float.NaN,
            FaceSize = face?.Size ?? 0,
            Inside = face?.Inside ?? 0,
            Brightness = face?.Brightness ?? 0,
            BurntOut = face?.BurntOut ?? 0,
            Blur = face?.Blur ?? 0,
            Eyes = face?.Eyes ?? float.NaN,
            Mouth = face?.Mouth ?? float.NaN,
            Unchanged = (float)(face?.Unchanged.TotalSeconds ?? 0),
            Faces = face?.Faces ?? 0,
            VoiceShare = reading.VoiceShare ?? float.NaN,
        };
        reading.Probabilities.CopyTo(new Span<float>(data.Probabilities, Labels.Max));
        return data;
    }
}
