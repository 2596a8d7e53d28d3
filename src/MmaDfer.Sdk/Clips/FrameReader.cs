using System.Runtime.InteropServices;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Reads the frames of a clip to their end and resizes those the network will see. Where the number of frames is known
/// beforehand, the others are skipped. Otherwise every frame is resized and kept up to a memory budget (exact); of
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

/// <summary>
/// The time span of a clip from the times of the first and the last frame that were seen, of however many it has: evenly
/// spaced frames are assumed where some were skipped.
/// </summary>
internal struct FrameTimes
{
    private int _firstIndex;
    private int _lastIndex;
    private TimeSpan _first;
    private TimeSpan _last;
    private bool _any;

    public void Add(int index, TimeSpan time)
    {
        if (!_any)
            (_firstIndex, _first, _any) = (index, time, true);
        (_lastIndex, _last) = (index, time);
    }

    public readonly (TimeSpan Start, TimeSpan End) Span(int count)
    {
        // In double, which saturates: the times may be anything.
        double interval = _lastIndex > _firstIndex
            ? Math.Max(0, ((double)_last.Ticks - _first.Ticks) / (_lastIndex - _firstIndex))
            : 0;
        double before = Math.Min(_firstIndex * interval, Math.Max(0L, _first.Ticks));
        return (Times.AddTicks(_first, -before), Times.AddTicks(_last, (count - _lastIndex) * interval));
    }
}

/// <summary>
/// Resized frames of a source whose length is unknown, within a fixed number of them: all at first; whenever they are too
/// many, every second one is let go, and from then on only every second, fourth, ... frame is kept.
/// </summary>
/// <param name="frameBytes">Bytes of a resized frame.</param>
/// <param name="capacity">How many may be kept, at least 2.</param>
internal sealed class KeptFrames(int frameBytes, int capacity)
{
    private readonly List<byte[]> _frames = [];
    private readonly Stack<byte[]> _spare = [];
    private int _step = 1;

    /// <summary>Frames seen so far.</summary>
    public int Count { get; private set; }

    /// <summary>Counts the next frame; gives room for its pixels, or null where it is not kept.</summary>
    public byte[]? Next()
    {
        int index = Count++;
        if (_frames.Count == capacity && index % _step == 0)
            LetEverySecondGo();
        if (index % _step != 0)
            return null;
        byte[] frame = _spare.TryPop(out byte[]? used) ? used : new byte[frameBytes];
        _frames.Add(frame);
        return frame;
    }

    /// <summary>Position (for <see cref="this"/>) of the kept frame nearest to a frame, the earlier of two equally near.</summary>
    public int Nearest(int index) =>
        Math.Min(index / _step + (index % _step > _step / 2 ? 1 : 0), _frames.Count - 1);

    public byte[] this[int position] => _frames[position];

    private void LetEverySecondGo()
    {
        int kept = 0;
        for (int i = 0; i < _frames.Count; i++)
        {
            if (i % 2 == 0)
                _frames[kept++] = _frames[i];
            else
                _spare.Push(_frames[i]);
        }
        _frames.RemoveRange(kept, _frames.Count - kept);
        _step *= 2;
    }
}
