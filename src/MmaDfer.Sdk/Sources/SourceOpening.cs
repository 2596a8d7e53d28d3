namespace MmaDfer.Sdk.Sources;

/// <summary>Opens sources without blocking the caller.</summary>
internal static class SourceOpening
{
    /// <summary>Opens a source on another thread. After a cancellation the opening goes on alone, and its source is disposed at once.</summary>
    /// <param name="open">Opens the source.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<T> RunAsync<T>(Func<T> open, CancellationToken cancellationToken)
        where T : IDisposable?
    {
        Task<T> opening = Task.Run(open, cancellationToken);
        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(
                static o => o.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }
}
