namespace MmaDfer.Samples.Stage;

/// <summary>Work on its own thread; disposing this stops it and waits for its end.</summary>
public sealed class BackgroundTask : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Task _work;

    /// <param name="work">Ends when its token is cancelled.</param>
    /// <param name="stop">Stops it as well.</param>
    public BackgroundTask(Action<CancellationToken> work, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _work = Task.Factory.StartNew(() => work(_stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Waits until the work ends; rethrows its exception.</summary>
    public void Wait() => _work.GetAwaiter().GetResult();

    public void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();
        _stop.Dispose();
    }
}
