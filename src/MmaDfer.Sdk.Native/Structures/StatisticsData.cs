namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_statistics</c>.</summary>
internal struct StatisticsData : ISized
{
    public uint Size;
    public int FacesIgnored;
    public long FramesPushed;
    public long FramesKept;
    public long FramesLate;
    public long FramesDropped;
    public long FramesStraightened;
    public long BadSamples;
    public long Readings;
    public long Failures;
    public long Restarts;
    public double AudioAhead;
    public double UpdateAhead;

    public static string Name => "mmadfer_statistics";

    public static StatisticsData Of(in EmotionStreamStatistics counts) => new()
    {
        FacesIgnored = counts.FacesIgnored,
        FramesPushed = counts.FramesPushed,
        FramesKept = counts.FramesKept,
        FramesLate = counts.FramesLate,
        FramesDropped = counts.FramesDropped,
        FramesStraightened = counts.FramesStraightened,
        BadSamples = counts.BadSamples,
        Readings = counts.Readings,
        Failures = counts.Failures,
        Restarts = counts.Restarts,
        AudioAhead = counts.AudioAhead.TotalSeconds,
        UpdateAhead = counts.UpdateAhead.TotalSeconds,
    };
}
