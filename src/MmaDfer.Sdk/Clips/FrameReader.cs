using System.Runtime.InteropServices;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Reads the frames of a clip to their end and resizes those the network will see. Where the number of frames is known
/// beforehand, the others are only passed over. Otherwise every frame is resized and kept up to a memory budget (exact); of
/// longer sources every second, fourth, ... frame is kept, and the kept frame nearest to the chosen one is taken. A frame that is
/// shown much longer than the others then counts as several.
/// </summary>
internal static class FrameReader
{
    /// <summary>Bytes that kept frames may take.</summary>
    public const int Budget = 64 * 1024 * 1024;

    // Passing over frames may mean decoding them: stay cancellable.
    private const int SkipAtOnce = 64;

    public static ClipFrames Read(
        IFrameSource source, int imageSize, bool twoClip, CancellationToken cancellationToken, int budget = Budget)
    {
        var resize = new BilinearResize(imageSize);
        return source.FrameCount is int count and >= 0
            ? ReadChosen(source, resize, count, twoClip, cancellationToken)
            : ReadAll(source, resize, Math.Max(budget / resize.TargetBytes, 2 * FrameChoice.Frames), twoClip, cancellationToken);
    }

    private static ClipFrames ReadChosen(
        IFrameSource source, BilinearResize resize, int count, bool twoClip, CancellationToken cancellationToken)
    {
        if (count == 0)
            throw NoFrames(source);
        int[][] views = Choose(count, twoClip);
        int[] chosen = [.. views.SelectMany(v => v).Distinct().Order()];
        source.Expect(chosen);
        byte[][] pixels = new byte[chosen.Length][];
        var times = new FrameTimes();
        int position = 0;
        for (int i = 0; i < chosen.Length; i++)
        {
            Skip(source, chosen[i], ref position, count, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (!source.TryRead(out FrameView frame, out TimeSpan time))
                throw Broken(source, count, $"ended after {position}");
            position++;
            times.Add(chosen[i], time);
            resize.Resize(frame, pixels[i] = new byte[resize.TargetBytes]);
        }
        Skip(source, count, ref position, count, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (source.TryRead(out _, out _))
            throw Broken(source, count, "has more");
        return Collect(pixels, views, v => Array.BinarySearch(chosen, v), count, times);
    }

    private static ClipFrames ReadAll(
        IFrameSource source, BilinearResize resize, int capacity, bool twoClip, CancellationToken cancellationToken)
    {
        var kept = new KeptFrames(resize.TargetBytes, capacity);
        var times = new FrameTimes();
        var shown = new List<TimeSpan>();
        TimeSpan last = default;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!source.TryRead(out FrameView frame, out TimeSpan time))
                break;
            if (kept.Count > 0)
                shown.Add(time > last ? time - last : TimeSpan.Zero);
            last = time;
            times.Add(kept.Count, time);
            if (kept.Next() is byte[] pixels)
                resize.Resize(frame, pixels);
        }
        if (kept.Count == 0)
            throw NoFrames(source);
        // Nobody knows for how long the last one is.
        shown.Add(ShownFrames.Usual(CollectionsMarshal.AsSpan(shown)));
        int[][] views = ShownFrames.Choose(CollectionsMarshal.AsSpan(shown), twoClip);
        int[] chosen = [.. views.SelectMany(v => v).Select(kept.Nearest).Distinct().Order()];
        return Collect(
            [.. chosen.Select(p => kept[p])], views, v => Array.BinarySearch(chosen, kept.Nearest(v)), kept.Count, times);
    }

    /// <summary>The 16 indices of each view of a clip of so many frames.</summary>
    public static int[][] Choose(int count, bool twoClip)
    {
        int[] first = new int[FrameChoice.Frames];
        if (!twoClip || count <= FrameChoice.Frames)
        {
            FrameChoice.Evaluation(count, first);
            return [first];
        }
        int[] second = new int[FrameChoice.Frames];
        FrameChoice.TwoClip(count, 0, first);
        FrameChoice.TwoClip(count, 1, second);
        return [first, second];
    }

    private static ClipFrames Collect(byte[][] pixels, int[][] views, Func<int, int> place, int count, FrameTimes times)
    {
        (TimeSpan start, TimeSpan end) = times.Span(count);
        return new ClipFrames(pixels, [.. views.Select(v => v.Select(place).ToArray())], count, start, end);
    }

    private static void Skip(
        IFrameSource source, int target, ref int position, int count, CancellationToken cancellationToken)
    {
        while (position < target)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int wanted = Math.Min(target - position, SkipAtOnce);
            int skipped = source.Skip(wanted);
            position += skipped;
            if (skipped != wanted)
                throw Broken(source, count, $"ended after {position}");
        }
    }

    public static MediaException NoFrames(IFrameSource source) =>
        new($"{SourceName.Of(source, "The frame source")} has no frames; a clip needs at least one.");

    private static MediaException Broken(IFrameSource source, int promised, string found) =>
        new($"{SourceName.Of(source, "The frame source")} announced {promised} frames but {found}; the number announced must be exact (or unknown).");
}
