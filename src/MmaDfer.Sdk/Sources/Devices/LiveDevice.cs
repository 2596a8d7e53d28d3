namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>
/// A device that can be lost and come back. One thread uses it; any thread disposes it, which ends whatever that thread waits for.
/// </summary>
/// <param name="start">Makes a new use of the device, without waiting for it.</param>
internal sealed class LiveDevice<T>(Func<T> start) : IDisposable
    where T : class, ICapture
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _disposing = new(false);
    private T? _current;

    public bool IsDisposed => _disposing.IsSet;

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
            catch (MediaException)
            {
                // Its loss was reported; whoever calls again wants to wait.
                _disposing.Wait(BetweenTries);
            }
        }
        return null;
    }

    /// <summary>Closes what is left of the device; the next <see cref="Get"/> opens it again.</summary>
    public void Lose()
    {
        T? lost;
        lock (_lock)
            (lost, _current) = (_current, null);
        lost?.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
            _disposing.Set();
        Lose();
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
            return capture;
        }
        catch
        {
            Lose();
            throw;
        }
    }
}
