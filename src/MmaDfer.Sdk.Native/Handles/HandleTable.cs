namespace MmaDfer.Sdk.Native.Handles;

/// <summary>
/// Objects under numbers that are never used twice: the low half is a place in the table (from 1), the high half counts the uses of the
/// place. Safe for any number of threads.
/// </summary>
internal sealed class HandleTable
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = new();
    private Slot[] _slots = [];
    private int _used;

    /// <summary>Number of objects.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _used - _free.Count;
        }
    }

    /// <summary>Adds an object.</summary>
    public ulong Add(object item)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out int place))
            {
                if (_used == _slots.Length)
                    Array.Resize(ref _slots, Math.Max(16, 2 * _used));
                place = _used++;
            }
            ref Slot slot = ref _slots[place];
            slot.Generation++;
            slot.Item = item;
            return ((ulong)slot.Generation << 32) | (uint)(place + 1);
        }
    }

    /// <summary>The object of a handle; null if the handle is not valid.</summary>
    public object? Find(ulong handle)
    {
        lock (_lock)
            return Place(handle) is { } place ? _slots[place].Item : null;
    }

    /// <summary>Removes an object; of several threads that try, one succeeds.</summary>
    public object? Remove(ulong handle)
    {
        lock (_lock)
        {
            if (Place(handle) is not { } place)
                return null;
            object item = _slots[place].Item!;
            Clear(place);
            return item;
        }
    }

    /// <summary>Removes all objects that match a rule.</summary>
    public void RemoveAll(Predicate<object> rule)
    {
        lock (_lock)
        {
            for (int place = 0; place < _used; place++)
            {
                if (_slots[place].Item is { } item && rule(item))
                    Clear(place);
            }
        }
    }

    private int? Place(ulong handle)
    {
        uint place = (uint)handle - 1;
        return place < _used && _slots[place].Item is not null && _slots[place].Generation == handle >> 32 ? (int)place : null;
    }

    private void Clear(int place)
    {
        _slots[place].Item = null;
        // A place whose numbers are used up is not reused.
        if (_slots[place].Generation < uint.MaxValue)
            _free.Push(place);
    }

    private struct Slot
    {
        public object? Item;
        public uint Generation;
    }
}
