using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_stream_options</c>.</summary>
internal unsafe struct StreamOptionsData : ISized
{
    public uint Size;
    public int Approximate;
    public byte* FaceModel;
    public double MinFace;
    public double Window;
    public double Interval;
    public double MaxFrameRate;
    public double LostAfter;
    public double WarmUp;
    public double Smoothing;
    public double Hysteresis;
    public double MinHold;
    public double MinConfidence;
    public int Straighten;
    public int OnlyVoice;
    public byte* LabelMap;
    public int RestartOnChange;
    public int Reserved;

    public static string Name => "mmadfer_stream_options";

    /// <summary>Up to min_confidence.</summary>
    public static int FirstSize => 96;

    /// <summary>The options of the stream.</summary>
    /// <param name="findsFaces">Whether there is a face model in any case, as a scene needs one.</param>
    /// <exception cref="ArgumentException">A field is out of range; the message names it.</exception>
    public readonly EmotionStreamOptions Read(bool findsFaces = false)
    {
        if (Reserved != 0)
            throw new ArgumentException($"{Name}.reserved is not 0; use MMADFER_STREAM_OPTIONS_INIT.");
        EmotionStreamOptions options = new()
        {
            Reuse = Approximate != 0 ? WindowReuse.Approximate : WindowReuse.Exact, StraightenFace = Straighten != 0,
            HearOnlyVoice = OnlyVoice != 0, RestartOnChange = RestartOnChange != 0, LabelMap = ReadLabelMap(),
        };
        options = Take(options, "window", Window, static (o, v) => o with { Window = TimeSpan.FromSeconds(v) });
        options = Take(options, "interval", Interval, static (o, v) => o with { Interval = TimeSpan.FromSeconds(v) });
        options = Take(options, "max_frame_rate", MaxFrameRate, static (o, v) => o with { MaxFrameRate = v });
        options = Take(options, "lost_after", LostAfter, static (o, v) => o with { LostAfter = TimeSpan.FromSeconds(v) });
        options = Take(options, "warm_up", OffIfNegative(WarmUp), static (o, v) => o with { WarmUp = v });
        options = Take(options, "smoothing", OffIfNegative(Smoothing), static (o, v) => o with { Smoothing = TimeSpan.FromSeconds(v) });
        options = Take(options, "hysteresis", OffIfNegative(Hysteresis), static (o, v) => o with { Hysteresis = (float)v });
        options = Take(options, "min_hold", OffIfNegative(MinHold), static (o, v) => o with { MinHold = TimeSpan.FromSeconds(v) });
        options = Take(options, "min_confidence", MinConfidence, static (o, v) => o with { MinConfidence = (float)v });
        double minFace = Take(FaceFinder.DefaultMinShare, "min_face", OffIfNegative(MinFace), static (_, v) =>
            v is >= 0 and <= 1 ? v : throw new ArgumentOutOfRangeException(nameof(v)));
        return Text.Read(FaceModel) switch
        {
            null or "" when !findsFaces => options,
            null or "" or "default" => options with { FaceFinder = FaceFinder.Default(LibraryFolder.Find() ?? AppContext.BaseDirectory, minFace) },
            string path => options with { FaceFinder = FaceFinder.Open(path, minFace) },
        };
    }

    private readonly Dictionary<string, string>? ReadLabelMap()
    {
        if (Text.Read(LabelMap) is not { Length: > 0 } text)
            return null;
        var map = new Dictionary<string, string>();
        foreach ((string label, string group) in Pairs.Read(text, ',', $"{Name}.label_map"))
        {
            if (group.Length is 0 or > Labels.MaxLength || !map.TryAdd(label, group))
                throw new ArgumentException($"{Name}.label_map gives '{Printable.Text(label)}' two groups, or one whose name is empty or longer than {Labels.MaxLength} characters.");
        }
        return map;
    }

    // The least positive number: 0 means the default.
    private static double OffIfNegative(double value) => value < 0 ? double.Epsilon : value;

    private static T Take<T>(T options, string field, double value, Func<T, double, T> set)
    {
        if (value == 0)
            return options;
        try
        {
            return set(options, value == double.Epsilon ? 0 : value);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new ArgumentException(FormattableString.Invariant($"{Name}.{field} is {value}, which is out of range; see mmadfer.h."), e);
        }
    }
}
