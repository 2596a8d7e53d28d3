namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>
/// A device that can be lost and come back. One thread uses it; any thread disposes it, which ends whatever that thread waits for.
/// </summary>
/// <param name="start">Makes a new use of the device, without waiting for it.</param>
/// <param name="betweenTries">How long to wait before a lost device is tried again; null for a second.</param>
internal sealed class LiveDevice<T>(Func<T> start, TimeSpan? betweenTries = null) : IDisposable
    where T : class, ICapture
{
    private readonly TimeSpan _betweenTries = betweenTries ?? TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _disposing = new(false);
    private T? _current;
    private volatile string? _problem;

    public bool IsDisposed => _disposing.IsSet;

    /// <summary>How the device was lost, then why it cannot be opened again; null while it is open. Safe to read from any thread.</summary>
    public string? Problem => _problem;

    /// <summary>Opens the device.</summary>
    /// <exception cref="MediaException">It cannot be opened.</exception>
    public void Open() => TryOpen();

    /// <summary>The open device; one that was lost is waited for until it is back. Null once disposed.</summary>
    public T? Get()
    {
        if (_current is { } current)
            return current;
        while (!_disposing.IsSet)
        {
            try
            {
                return TryOpen();
            }
            catch (MediaException exception)
            {
                // Its loss was reported; another call means that the caller wants to wait.
                _problem = exception.Message;
                _disposing.Wait(_betweenTries);
            }
        }
        return null;
    }

    /// <summary>Closes what is left of the device; the next <see cref="Get"/> opens it again.</summary>
    /// <param name="fault">How it was lost.</param>
    public void Lose(MediaException fault)
    {
        _problem = fault.Message;
        Close();
    }

    public void Dispose()
    {
        lock (_lock)
            _disposing.Set();
        Close();
    }

    private void Close()
    {
        T? lost;
        lock (_lock)
            (lost, _current) = (_current, null);
        lost?.Dispose();
    }

    private T? TryOpen()
    {
        T capture;
        lock (_lock)
        {
            if (_disposing.IsSet)
                return null;
            capture = _current = start();
        }
        try
        {
            capture.Open();
            _problem = null;
            return capture;
        }
        catch
        {
            Close();
            throw;
        }
    }
}

/// <summary>One use of a device, from its opening to its loss. Made without waiting, so that disposing can end the waiting in between.</summary>
internal interface ICapture : IDisposable
{
    /// <summary>Waits until the device gives something.</summary>
    /// <exception cref="MediaException">It cannot be opened.</exception>
    void Open();
}
