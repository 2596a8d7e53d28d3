using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Native;

/// <summary>
/// The work of the exports for baselines; errors are exceptions. A baseline is a text that a game saves as it is: a line <c>label=number</c> for
/// each label of the model.
/// </summary>
internal static unsafe class Baselines
{
    private const double MaxDuration = 3600;

    public static ErrorCode Capture(ulong handle, double duration)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        if (duration is not (>= 0 and <= MaxDuration))
            throw new ArgumentException(FormattableString.Invariant($"duration is {duration}; it must be between 0 and {MaxDuration} seconds."));
        stream.CaptureBaseline(TimeSpan.FromSeconds(duration));
        return ErrorCode.Ok;
    }

    public static ErrorCode Get(ulong handle, byte* text, int capacity) =>
        Text.WriteTo(OpenHandles.Stream(handle).Stream.Baseline is { } baseline ? Write(baseline) : "", text, capacity);

    public static ErrorCode Set(ulong handle, byte* text)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        EmotionBaseline? baseline = Text.Read(text) is { Length: > 0 } given ? Parse(given) : null;
        IReadOnlyList<string> labels = stream.Recognizer.Labels;
        if (baseline is not null && !baseline.Labels.SequenceEqual(labels))
            throw new ArgumentException($"The baseline belongs to a model with other labels; the labels of this model are {string.Join(", ", labels)}.");
        stream.Baseline = baseline;
        return ErrorCode.Ok;
    }

    private static string Write(EmotionBaseline baseline)
    {
        var lines = new StringBuilder();
        for (int i = 0; i < baseline.Labels.Count; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{baseline.Labels[i]}={baseline.LogRatios[i]:R}\n");
        return lines.ToString();
    }

    private static EmotionBaseline Parse(string text)
    {
        var labels = new List<string>();
        var ratios = new List<float>();
        foreach ((string label, string number) in Pairs.Read(text, '\n', "baseline"))
        {
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out float ratio))
                throw new ArgumentException($"The baseline has no number for '{Printable.Text(label)}'; give the text of mmadfer_stream_get_baseline as it was.");
            labels.Add(label);
            ratios.Add(ratio);
        }
        return new EmotionBaseline(labels, CollectionsMarshal.AsSpan(ratios));
    }
}
