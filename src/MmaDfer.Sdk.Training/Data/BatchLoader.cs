using System.Diagnostics.CodeAnalysis;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Goes through a data set batch by batch; clips are decoded and augmented ahead on other threads. What comes depends only
/// on the options, the epoch and the files, never on the threads. Clips that cannot be read are replaced by others drawn by
/// chance (without shuffling: left out). One caller at a time.
/// </summary>
internal sealed class BatchLoader : IDisposable
{
    private readonly ClipDataset _dataset;
    private readonly ClipCache _cache;
    private readonly BatchLoaderOptions _options;
    private readonly UnreadableClips _unreadable;
    private readonly SeenSenses _senses;
    private readonly Batch[] _ring;
    private EpochRun? _run;
    private bool _holdsBatch;

    /// <exception cref="DatasetException">There are fewer clips than make a batch.</exception>
    public BatchLoader(ClipDataset dataset, ClipCache cache, BatchLoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Ahead, nameof(options));
        (_dataset, _cache, _options) = (dataset, cache, options);
        _unreadable = new UnreadableClips(dataset);
        _senses = new SeenSenses(dataset.Clips.Count);
        BatchesPerEpoch = options.DropLast
            ? dataset.Clips.Count / options.BatchSize
            : (dataset.Clips.Count + options.BatchSize - 1) / options.BatchSize;
        if (BatchesPerEpoch == 0)
            throw new DatasetException($"The data set has {dataset.Clips.Count} clips, fewer than a batch of {options.BatchSize}; add clips or make the batch smaller.");
        int batches = Math.Min(1 + options.Ahead, BatchesPerEpoch);
        _ring = [.. Enumerable.Range(0, batches).Select(_ => new Batch(options.BatchSize, options.ImageSize))];
    }

    /// <summary>Batches of an epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Clips that could not be read so far, each once, in the order of the data set.</summary>
    public IReadOnlyList<SkippedClip> Skipped => _unreadable.List();

    /// <summary>How many of the clips read so far have a face and a voice.</summary>
    public SenseCounts Senses => _senses.Counts;

    /// <summary>Begins an epoch; what was left of another is forgotten.</summary>
    /// <param name="epoch">Its number, from 0: another number, other draws.</param>
    /// <param name="firstBatch">Batches to pass over, for a run that goes on where another ended.</param>
    public void Start(int epoch, int firstBatch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        Stop();
        var maker = new BatchMaker(_dataset, _cache, _options, _unreadable, _senses, epoch);
        _run = new EpochRun(maker, _options, _ring, epoch, firstBatch, BatchesPerEpoch);
    }

    /// <summary>Waits for the next batch.</summary>
    /// <param name="batch">Valid until the next call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False at the end of the epoch.</returns>
    /// <exception cref="DatasetException">More than 5 % of the clips cannot be read.</exception>
    /// <exception cref="InvalidOperationException">No epoch was started.</exception>
    public bool Next([NotNullWhen(true)] out Batch? batch, CancellationToken cancellationToken)
    {
        EpochRun run = _run ?? throw new InvalidOperationException("Start an epoch first.");
        do
        {
            bool release = _holdsBatch;
            _holdsBatch = false;
            batch = run.Next(release, cancellationToken);
            _holdsBatch = batch is not null;
        }
        // Nothing of it could be read.
        while (batch?.Count == 0);
        return _holdsBatch;
    }

    public void Dispose() => Stop();

    private void Stop()
    {
        _run?.Dispose();
        _run = null;
        _holdsBatch = false;
    }
}

/// <summary>How a <see cref="BatchLoader"/> goes through a data set. The defaults are the paper's training.</summary>
internal sealed record BatchLoaderOptions
{
    /// <summary>Width and height of the network's frames.</summary>
    public required int ImageSize { get; init; }

    public int BatchSize { get; init; } = 8;

    /// <summary>Start of all random draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A new order each epoch; otherwise that of the data set.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Frames are chosen and changed by chance; otherwise as in evaluation.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>Leaves an epoch's last batch out where it would not be full.</summary>
    public bool DropLast { get; init; } = true;

    /// <summary>Draws all emotions equally often, the clips of the rarer ones more than once.</summary>
    public bool ClassBalanced { get; init; }

    /// <summary>Clips decoded at the same time.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Batches made before they are asked for.</summary>
    public int Ahead { get; init; } = 1;
}
