namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>
/// Carries bytes from a pipe, on a thread of its own, to a reader that can stop waiting: a read of the pipe itself could
/// be ended neither by a time limit nor by disposal on every system.
/// </summary>
internal sealed class PipePump
{
    private readonly byte[] _ring = new byte[1 << 19];
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _filled = new(false);
    private readonly ManualResetEventSlim _drained = new(true);
    private readonly Stream _pipe;
    private int _start;
    private int _count;
    private bool _ended;
    private bool _closed;

    public PipePump(Stream pipe)
    {
        _pipe = pipe;
        new Thread(Run) { IsBackground = true, Name = "mmadfer ffmpeg output" }.Start();
    }

    /// <summary>Reads what is there, at least a byte; 0 at the end or once closed.</summary>
    /// <param name="destination">Room for the bytes.</param>
    /// <param name="patience">How long to wait for the first.</param>
    /// <param name="stalled">Whether that time passed in vain.</param>
    public int Read(Span<byte> destination, TimeSpan patience, out bool stalled)
    {
        stalled = false;
        if (destination.IsEmpty)
            return 0;
        while (true)
        {
            int from;
            int count;
            lock (_lock)
            {
                if (_closed || (_count == 0 && _ended))
                    return 0;
                from = _start;
                count = Math.Min(Math.Min(_count, destination.Length), _ring.Length - _start);
                if (_count == 0)
                    _filled.Reset();
            }
            if (count > 0)
            {
                // Outside the lock: the pump does not touch bytes that wait to be read.
                _ring.AsSpan(from, count).CopyTo(destination);
                lock (_lock)
                {
                    _start = (_start + count) % _ring.Length;
                    _count -= count;
                    _drained.Set();
                }
                return count;
            }
            if (!_filled.Wait(patience))
            {
                stalled = true;
                return 0;
            }
        }
    }

    /// <summary>Ends a read in progress and all later ones; from any thread.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _filled.Set();
            _drained.Set();
        }
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                int from;
                int room;
                lock (_lock)
                {
                    if (_closed)
                        return;
                    from = (_start + _count) % _ring.Length;
                    room = Math.Min(_ring.Length - _count, _ring.Length - from);
                    if (_count == _ring.Length)
                        room = 0;
                    if (room == 0)
                        _drained.Reset();
                }
                if (room == 0)
                {
                    _drained.Wait();
                    continue;
                }
                int got = _pipe.Read(_ring, from, room);
                if (got == 0)
                    return;
                lock (_lock)
                {
                    _count += got;
                    _filled.Set();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program died; its exit code and its words say more than the broken pipe.
        }
        finally
        {
            _pipe.Dispose();
            lock (_lock)
            {
                _ended = true;
                _filled.Set();
            }
        }
    }
}
