namespace MmaDfer.Sdk.Clips;

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
