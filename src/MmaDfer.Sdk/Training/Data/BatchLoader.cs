namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Goes through a data set batch by batch; clips are decoded and augmented ahead on other threads. What comes depends only
/// on the options and the epoch, never on the threads. One caller at a time.
/// </summary>
internal sealed class BatchLoader(ClipDataset dataset, ClipCache cache, BatchLoaderOptions options) : IDisposable
{
    /// <summary>Batches of an epoch.</summary>
    public int BatchesPerEpoch => options.DropLast
        ? dataset.Clips.Count / options.BatchSize
        : (dataset.Clips.Count + options.BatchSize - 1) / options.BatchSize;

    /// <summary>Clips that could not be read so far, each once; others were drawn in their place.</summary>
    public IReadOnlyList<SkippedClip> Skipped => throw new NotSupportedException(cache.Folder);

    /// <summary>Begins an epoch; what was left of another is forgotten.</summary>
    /// <param name="epoch">Its number: another number, other draws.</param>
    /// <param name="firstBatch">Batches to pass over, for a run that goes on where another ended.</param>
    public void Start(int epoch, int firstBatch = 0) => throw new NotSupportedException($"{epoch} {firstBatch}");

    /// <summary>Waits for the next batch.</summary>
    /// <param name="batch">Valid until the next call.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False at the end of the epoch.</returns>
    /// <exception cref="DatasetException">More than 5 % of the clips cannot be read.</exception>
    public bool Next(out Batch batch, CancellationToken cancellation) => throw new NotSupportedException($"{cancellation}");

    public void Dispose()
    {
    }
}
