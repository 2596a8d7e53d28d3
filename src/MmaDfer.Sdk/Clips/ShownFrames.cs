namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Chooses frames of which some are shown much longer than others: such a frame counts as often as others would have fitted into its
/// time. Where all are shown about equally long, each counts once.
/// </summary>
internal static class ShownFrames
{
    /// <summary>How many times as long as usual a frame is shown before it counts more than once: times jitter, film runs at 3:2.</summary>
    private const double Held = 2.5;

    /// <summary>Nothing is shown for longer: times that are further apart are those of a pause, or damaged.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>A frame that is shown for no longer is there when it comes, and no more.</summary>
    public static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(250);

    /// <summary>The 16 indices of each view.</summary>
    /// <param name="shown">For how long each frame is shown.</param>
    /// <param name="twoClip">Two choices of 16 frames instead of one.</param>
    public static int[][] Choose(ReadOnlySpan<TimeSpan> shown, bool twoClip)
    {
        TimeSpan usual = Usual(shown);
        // For each frame, how many count up to and including it.
        int[] upTo = new int[shown.Length];
        int count = 0;
        for (int i = 0; i < upTo.Length; i++)
            upTo[i] = count = (int)Math.Min(int.MaxValue - upTo.Length + i, (double)count + Times(shown[i], usual));
        int[][] views = FrameReader.Choose(count, twoClip);
        return count == shown.Length ? views : [.. views.Select(v => v.Select(i => Frame(upTo, i)).ToArray())];
    }

    /// <summary>For how long most frames are shown.</summary>
    public static TimeSpan Usual(ReadOnlySpan<TimeSpan> shown)
    {
        TimeSpan[] sorted = shown.ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[(sorted.Length - 1) / 2];
    }

    /// <summary>Whether a frame is shown much longer than others.</summary>
    public static bool IsHeld(TimeSpan shown, TimeSpan usual) => usual > TimeSpan.Zero && shown <= Longest && shown / usual > Held;

    private static double Times(TimeSpan shown, TimeSpan usual) => IsHeld(shown, usual) ? Math.Round(shown / usual) : 1;

    private static int Frame(int[] upTo, int index)
    {
        int place = Array.BinarySearch(upTo, index + 1);
        return place < 0 ? ~place : place;
    }
}
