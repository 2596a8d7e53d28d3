using System.Diagnostics.CodeAnalysis;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Features;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Reads a data set batch by batch, and decodes and augments clips ahead on other threads. The batches depend only on the options,
/// the epoch and the files, never on the threads. Randomly drawn clips replace unreadable ones (without shuffling, unreadable clips
/// are skipped). Not thread-safe.
/// </summary>
internal sealed class BatchLoader : IDisposable
{
    private readonly ClipDataset _dataset;
    private readonly ClipCache _cache;
    private readonly BatchLoaderOptions _options;
    private readonly UnreadableClips _unreadable;
    private readonly ModalityCounter _modalities;
    private readonly Batch[] _ring;
    private EpochLoader? _run;
    private bool _holdsBatch;

    /// <exception cref="DatasetException">The data set has fewer clips than a batch.</exception>
    public BatchLoader(ClipDataset dataset, ClipCache cache, BatchLoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Ahead, nameof(options));
        (_dataset, _cache, _options) = (dataset, cache, options);
        _unreadable = new UnreadableClips(dataset);
        _modalities = new ModalityCounter(dataset.Clips.Count);
        BatchesPerEpoch = options.DropLast
            ? dataset.Clips.Count / options.BatchSize
            : (dataset.Clips.Count + options.BatchSize - 1) / options.BatchSize;
        if (BatchesPerEpoch == 0)
            throw new DatasetException($"The data set has {dataset.Clips.Count} clips, fewer than a batch of {options.BatchSize}; add clips, or choose a smaller batch size.");
        int batches = Math.Min(1 + options.Ahead, BatchesPerEpoch);
        _ring = [.. Enumerable.Range(0, batches).Select(_ => new Batch(options.BatchSize, options.ImageSize, options.Features?.Length ?? 0, options.BlendShapes?.Count ?? 0, options.Frames))];
    }

    /// <summary>Number of batches per epoch.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>The unreadable clips found so far, in the order of the data set.</summary>
    public IReadOnlyList<SkippedClip> Skipped => _unreadable.ToList();

    /// <summary>The modalities of the clips read so far.</summary>
    public ModalityCounts Modalities => _modalities.Counts;

    /// <summary>The sample rate that all clips read so far share: see <see cref="ModalityCounter.SampleRate"/>.</summary>
    public int SampleRate => _modalities.SampleRate;

    /// <summary>Starts an epoch, and abandons the previous one.</summary>
    /// <param name="epoch">Number of the epoch, from 0; each epoch has its own random draws.</param>
    /// <param name="firstBatch">Number of batches to skip when a training resumes.</param>
    public void Start(int epoch, int firstBatch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        Stop();
        var maker = new BatchMaker(_dataset, _cache, _options, _unreadable, _modalities, epoch);
        _run = new EpochLoader(maker, _options, _ring, epoch, firstBatch, BatchesPerEpoch);
    }

    /// <summary>Waits for the next batch.</summary>
    /// <param name="batch">The batch; valid until the next call.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False at the end of the epoch.</returns>
    /// <exception cref="DatasetException">More than 5 % of the clips cannot be read.</exception>
    /// <exception cref="InvalidOperationException">No epoch has been started.</exception>
    public bool Next([NotNullWhen(true)] out Batch? batch, CancellationToken cancellationToken)
    {
        EpochLoader run = _run ?? throw new InvalidOperationException("Start an epoch first.");
        do
        {
            bool release = _holdsBatch;
            _holdsBatch = false;
            batch = run.Next(release, cancellationToken);
            _holdsBatch = batch is not null;
        }
        // Skip a batch without any readable clip.
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

/// <summary>Options of <see cref="BatchLoader"/>. The defaults are those of the paper's training.</summary>
internal sealed record BatchLoaderOptions
{
    /// <summary>Width and height of the network's frames, in pixels.</summary>
    public required int ImageSize { get; init; }

    public int BatchSize { get; init; } = 8;

    /// <summary>Seed of all random draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether to shuffle the clips in each epoch; otherwise they keep the order of the data set.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether to choose and augment frames at random; otherwise frames are those of an evaluation.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>Whether to skip the last batch of an epoch if it is not full.</summary>
    public bool DropLast { get; init; } = true;

    /// <summary>Whether to draw all labels equally often; clips of rare labels are then drawn more than once.</summary>
    public bool ClassBalanced { get; init; }

    /// <summary>
    /// Reads the features of clips, which batches then hold instead of frames and spectrograms; null for none. With <see cref="Shuffle"/>, the clips
    /// are those of a training, otherwise as in a recognition; <see cref="Augment"/> does not matter.
    /// </summary>
    public FeatureReader? Features { get; init; }

    /// <summary>Frames of a clip that a batch holds: 16, or 1.</summary>
    public int Frames { get; init; } = Tensors.FrameChoice.Frames;

    /// <summary>The smallest share of a frame's area that an augmented crop keeps.</summary>
    public double MinCropArea { get; init; } = CropPlan.PublishedMinArea;

    /// <summary>The blend shapes whose weights batches hold; null for none.</summary>
    public BlendShapes? BlendShapes { get; init; }

    /// <summary>Number of clips to decode in parallel.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Number of batches to prepare ahead.</summary>
    public int Ahead { get; init; } = 1;
}
