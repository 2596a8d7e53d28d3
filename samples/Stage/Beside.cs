namespace MmaDfer.Samples.Stage;

/// <summary>Work on a thread of its own, beside the one that draws; it ends with this.</summary>
public sealed class Beside : IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly Task _work;

    /// <param name="work">Ends when it is told to.</param>
    /// <param name="stop">Ends it as well.</param>
    public Beside(Action<CancellationToken> work, CancellationToken stop)
    {
        _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _work = Task.Factory.StartNew(() => work(_over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Waits until it ends by itself; throws what ended it.</summary>
    public void Wait() => _work.GetAwaiter().GetResult();

    public void Dispose()
    {
        _over.Cancel();
        ((IAsyncResult)_work).AsyncWaitHandle.WaitOne();
        _over.Dispose();
    }
}
