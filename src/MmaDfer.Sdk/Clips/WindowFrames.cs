using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// The resized frames of a window that moves along a source. Within a budget all are kept; where a window holds more, every
/// second, fourth, ... frame of the source is kept from then on.
/// </summary>
internal sealed class WindowFrames
{
    private readonly IFrameSource _source;
    private readonly BilinearResize _resize;
    private readonly int _capacity;
    private readonly List<Kept> _kept = [];
    private FrameTimes _times;
    private TimeSpan _last;
    private int _count;
    private int _step = 1;

    public WindowFrames(IFrameSource source, int imageSize, int budget = FrameReader.Budget)
    {
        _source = source;
        _resize = new BilinearResize(imageSize);
        _capacity = Math.Max(budget / _resize.TargetBytes, 2 * FrameChoice.Frames);
    }

    /// <summary>Whether the source was read to its end.</summary>
    public bool Ended { get; private set; }

    /// <summary>When the last frame read so far is gone.</summary>
    public TimeSpan End => _times.Span(_count).End;

    /// <summary>Reads the first frame.</summary>
    /// <returns>Its time.</returns>
    /// <exception cref="MediaException">There is none.</exception>
    public TimeSpan Begin() => Read() ? _last : throw FrameReader.NoFrames(_source);

    /// <summary>Reads up to and including the first frame that does not come before a time.</summary>
    public void ReadTo(TimeSpan end, CancellationToken cancellationToken)
    {
        while (!Ended && _last < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Read();
        }
    }

    /// <summary>What the network sees of a window; null where no frame is shown in it.</summary>
    /// <param name="start">Its first time.</param>
    /// <param name="end">The first time after it, up to which was read.</param>
    /// <param name="twoClip">Two choices of 16 frames instead of one.</param>
    public ClipFrames? Choose(TimeSpan start, TimeSpan end, bool twoClip)
    {
        int first = _kept.FindIndex(f => f.Time >= start), last = _kept.FindLastIndex(f => f.Time < end);
        if (first < 0)
            first = _kept.Count;
        TimeSpan usual = ShownFrames.Usual([.. Enumerable.Range(first, Math.Max(0, last + 1 - first)).Select(Shown)]);
        if (first > 0 && IsLeft(first - 1, start, end, others: first <= last, usual))
            first--;
        if (first > last)
            return null;
        Kept[] window = [.. _kept[first..(last + 1)]];
        TimeSpan[] shown = new TimeSpan[window.Length];
        for (int i = 0; i < shown.Length; i++)
        {
            TimeSpan until = window[i].Time + Shown(first + i), from = window[i].Time;
            shown[i] = (until < end ? until : end) - (from > start ? from : start);
        }
        int[][] views = ShownFrames.Choose(shown, twoClip);
        int[] chosen = [.. views.SelectMany(v => v).Distinct().Order()];
        return new ClipFrames(
            [.. chosen.Select(i => window[i].Pixels)], [.. views.Select(v => v.Select(i => Array.BinarySearch(chosen, i)).ToArray())],
            window.Length, start, end);
    }

    /// <summary>Time of the first frame that was read and does not come before a time; null if there is none.</summary>
    public TimeSpan? Next(TimeSpan time)
    {
        int place = _kept.FindIndex(f => f.Time >= time);
        return place < 0 ? null : _kept[place].Time;
    }

    /// <summary>Lets all frames go that are no longer shown at a time.</summary>
    public void Drop(TimeSpan before)
    {
        int next = _kept.FindIndex(f => f.Time > before);
        _kept.RemoveRange(0, Math.Max(0, (next < 0 ? _kept.Count : next) - 1));
    }

    /// <summary>Whether a frame from before a window belongs to it: what is left there of a frame's usual time does not.</summary>
    private bool IsLeft(int place, TimeSpan start, TimeSpan end, bool others, TimeSpan usual)
    {
        TimeSpan shown = Shown(place), until = _kept[place].Time + shown;
        return until > start && shown <= ShownFrames.Longest
            && (others ? ShownFrames.IsHeld(shown, usual) : shown > ShownFrames.Brief || until >= end);
    }

    /// <summary>For how long a frame is shown, as far as is known yet.</summary>
    private TimeSpan Shown(int place) =>
        (place + 1 < _kept.Count ? _kept[place + 1].Time : Ended ? End : _last) - _kept[place].Time;

    private bool Read()
    {
        if (!_source.TryRead(out FrameView frame, out TimeSpan time))
        {
            Ended = true;
            return false;
        }
        // Times never go back, whatever the source says: windows could not be told otherwise.
        _last = _count == 0 || time > _last ? time : _last;
        _times.Add(_count, _last);
        int index = _count++;
        if (_kept.Count == _capacity && index % _step == 0)
        {
            _step *= 2;
            _kept.RemoveAll(f => f.Index % _step != 0);
        }
        if (index % _step != 0)
            return true;
        byte[] pixels = new byte[_resize.TargetBytes];
        _resize.Resize(frame, pixels);
        _kept.Add(new Kept(index, _last, pixels));
        return true;
    }

    private readonly record struct Kept(int Index, TimeSpan Time, byte[] Pixels);
}
