namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>
/// Hands frames from the thread that fills them to the one that looks at them. There is no queue: three buffers change places, and a
/// frame that nobody took is dropped for the next one.
/// </summary>
internal sealed class NewestFrame
{
    private readonly object _lock = new();
    private byte[] _filling = [];
    private byte[] _ready = [];
    private byte[] _shown = [];
    private TimeSpan _time;
    private long _dropped;
    private bool _isNew;
    private bool _ended;

    /// <summary>How many frames were never taken.</summary>
    public long Dropped { get { lock (_lock) return _dropped; } }

    /// <summary>For the filling thread: room for the next frame.</summary>
    public Span<byte> Room(int bytes)
    {
        if (_filling.Length != bytes)
            _filling = new byte[bytes];
        return _filling;
    }

    /// <summary>The frame is complete.</summary>
    public void Publish(TimeSpan time)
    {
        lock (_lock)
        {
            if (_isNew)
                _dropped++;
            (_filling, _ready) = (_ready, _filling);
            (_time, _isNew) = (time, true);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>No more frames will come.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits for a frame that was not taken yet; null at the end. It stays as it is until the next call.</summary>
    public byte[]? Take(out TimeSpan time)
    {
        lock (_lock)
        {
            while (!_isNew && !_ended)
                Monitor.Wait(_lock);
            time = _time;
            if (!_isNew)
                return null;
            _isNew = false;
            (_ready, _shown) = (_shown, _ready);
            return _shown;
        }
    }
}
