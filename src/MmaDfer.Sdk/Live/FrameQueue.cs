namespace MmaDfer.Sdk.Live;

/// <summary>
/// Frames between the thread that pushes and that which works on them, of a fixed number. Neither waits for the other: where all
/// are taken, a frame is dropped.
/// </summary>
internal sealed class FrameQueue
{
    private const int Capacity = 4;

    private readonly FrameSlot[] _slots = [.. Enumerable.Range(0, Capacity).Select(_ => new FrameSlot())];
    private long _pushed, _taken;

    /// <summary>Frames that wait.</summary>
    public int Count => (int)(Volatile.Read(ref _pushed) - Volatile.Read(ref _taken));

    /// <summary>A slot to fill; null where none is free. Only for the thread that pushes.</summary>
    public FrameSlot? Free() => Count < Capacity ? _slots[_pushed % Capacity] : null;

    /// <summary>Hands over the slot that <see cref="Free"/> gave.</summary>
    public void Push() => Volatile.Write(ref _pushed, _pushed + 1);

    /// <summary>The oldest frame; null where none waits. Only for the thread that works.</summary>
    public FrameSlot? Next() => Count > 0 ? _slots[_taken % Capacity] : null;

    /// <summary>Gives back the slot that <see cref="Next"/> gave.</summary>
    public void Done() => Volatile.Write(ref _taken, _taken + 1);
}
