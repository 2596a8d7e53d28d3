using System.Globalization;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>The frames of a source whose times lie within a part of it. Owns the source.</summary>
internal sealed class CutFrames(IFrameSource source, TimeSpan? start, TimeSpan? end) : IFrameSource
{
    // Times of frames are rounded, those in lists too: a frame at 0.99999 s belongs to what starts at 1 s.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    private bool _ended;

    public int? FrameCount => null;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        while (!_ended && source.TryRead(out frame, out time))
        {
            if (Holds(start, end, time))
                return true;
            _ended = end is not null && time >= end - Tolerance;
        }
        _ended = true;
        frame = default;
        time = end ?? default;
        return false;
    }

    /// <summary>Whether a time lies within a part, which begins with its start and ends before its end.</summary>
    public static bool Holds(TimeSpan? start, TimeSpan? end, TimeSpan time) =>
        !(time < start - Tolerance) && !(time >= end - Tolerance);

    public static string Range(TimeSpan? start, TimeSpan? end) => string.Create(CultureInfo.InvariantCulture,
        $"{start?.TotalSeconds ?? 0:0.###} to {(end is null ? "the end" : end.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s")}");

    public override string ToString() => $"{source} from {Range(start, end)}";

    public void Dispose() => source.Dispose();
}
