namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>What was heard on a program's standard error and waits for the reader of its output.</summary>
internal sealed class HeardQueue<T> where T : struct
{
    // A sane ffmpeg is never ahead of the reader by more than its own buffers.
    private const int MaxWaiting = 1 << 16;

    private readonly Queue<T> _items = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _heard = new(0);
    private bool _silent;

    public void Add(T item)
    {
        lock (_lock)
        {
            if (_items.Count >= MaxWaiting)
                return;
            _items.Enqueue(item);
        }
        _heard.Release();
    }

    /// <summary>The next; null where it does not come.</summary>
    public T? Take(TimeSpan patience)
    {
        // Once one did not come, the rest are not waited for.
        if (!_heard.Wait(_silent ? TimeSpan.Zero : patience))
        {
            _silent = true;
            return null;
        }
        lock (_lock)
            return _items.Dequeue();
    }
}
