namespace MmaDfer.Sdk.Live;

/// <summary>
/// Frames between the thread that pushes and that which works on them, of a fixed number. Neither waits for the other: where all
/// places are taken, the oldest frame that waits is left out for the new one.
/// </summary>
internal sealed class FrameQueue
{
    private const int Capacity = 4;

    /// <summary>What a place is if no frame waits in it; otherwise the number of that frame, from 1 on in the order of pushes.</summary>
    private const long Empty = 0, Filled = -1, Worked = -2;

    private readonly FrameSlot[] _slots = [.. Enumerable.Range(0, Capacity).Select(_ => new FrameSlot())];
    private readonly long[] _places = new long[Capacity];
    private int _filled, _worked;
    private long _pushed;

    /// <summary>Whether frames wait, or one is worked on.</summary>
    public bool HasFrames
    {
        get
        {
            for (int i = 0; i < Capacity; i++)
            {
                if (Volatile.Read(ref _places[i]) is not (Empty or Filled))
                    return true;
            }
            return false;
        }
    }

    /// <summary>A slot to fill; the same again until it is pushed. Only for the thread that pushes.</summary>
    /// <param name="leavesOut">Whether a frame that waited is left out for it.</param>
    public FrameSlot Next(out bool leavesOut)
    {
        leavesOut = false;
        // More than once only where the other thread took a place meanwhile: one at a time, so that others are left.
        while (_places[_filled] != Filled)
        {
            int place = Array.IndexOf(_places, Empty);
            long was = Empty;
            leavesOut = place < 0;
            if (leavesOut)
                place = Oldest(out was);
            if (place >= 0 && Interlocked.CompareExchange(ref _places[place], Filled, was) == was)
                _filled = place;
        }
        return _slots[_filled];
    }

    /// <summary>Hands over the slot that <see cref="Next"/> gave.</summary>
    public void Push()
    {
        Volatile.Write(ref _places[_filled], _pushed + 1);
        Volatile.Write(ref _pushed, _pushed + 1);
    }

    /// <summary>The oldest frame, the same again until it is done; null where none waits. Only for the thread that works.</summary>
    public FrameSlot? Take()
    {
        while (_places[_worked] != Worked)
        {
            int place = Oldest(out long number);
            if (place < 0)
                return null;
            if (Interlocked.CompareExchange(ref _places[place], Worked, number) == number)
                _worked = place;
        }
        return _slots[_worked];
    }

    /// <summary>Gives back the slot that <see cref="Take"/> gave.</summary>
    public void Done() => Volatile.Write(ref _places[_worked], Empty);

    /// <summary>Where the oldest frame waits; -1 for nowhere.</summary>
    private int Oldest(out long number)
    {
        while (true)
        {
            long pushed = Volatile.Read(ref _pushed);
            int oldest = -1;
            number = long.MaxValue;
            for (int i = 0; i < Capacity; i++)
            {
                long waits = Volatile.Read(ref _places[i]);
                if (waits > 0 && waits < number)
                    (oldest, number) = (i, waits);
            }
            // Otherwise one may have come to a place that was empty, and a later one to a place that was still to be looked at.
            if (pushed == Volatile.Read(ref _pushed))
                return oldest;
        }
    }
}
