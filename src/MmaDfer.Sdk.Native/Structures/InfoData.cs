namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_info</c>.</summary>
internal unsafe struct InfoData : ISized
{
    public const int EngineSize = 32, DescriptionSize = 256;

    public uint Size;
    public int ImageSize;
    public int LabelCount;
    public int IsTrained;
    public fixed byte Engine[EngineSize];
    public fixed byte Description[DescriptionSize];
    public int SampleRate;

    public static string Name => "mmadfer_info";

    /// <summary>Without sample_rate.</summary>
    public static int FirstSize => 16 + EngineSize + DescriptionSize;

    public static InfoData Of(EmotionRecognizer recognizer)
    {
        // Read once: another engine may replace it at any time.
        Engines.Engine engine = recognizer.Engine;
        var info = new InfoData
        {
            ImageSize = recognizer.ImageSize,
            LabelCount = recognizer.Labels.Count,
            IsTrained = recognizer.IsTrained switch { true => 1, false => 0, null => -1 },
            SampleRate = recognizer.SampleRate ?? 0,
        };
        Text.Write(engine.Name, info.Engine, EngineSize);
        Text.Write(engine.Description, info.Description, DescriptionSize);
        return info;
    }
}
