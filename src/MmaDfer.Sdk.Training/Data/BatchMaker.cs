using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Features;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Fills the slots of an epoch's batches. Thread-safe; each thread uses its own view.</summary>
internal sealed class BatchMaker(ClipDataset dataset, ClipCache cache, BatchLoaderOptions options, UnreadableClips unreadable, ModalityCounter modalities, int epoch)
{
    private const int Tries = 100;

    private readonly (int Clip, int Occurrence)[] _order = SampleOrder.WithOccurrences(SampleOrder.Of(dataset, options, epoch));

    /// <summary>Number of clips in the epoch.</summary>
    public int Count => _order.Length;

    /// <summary>Fills one slot. Its clip stays null if the clip is unreadable and is not replaced.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="slot">The slot within the batch.</param>
    /// <param name="position">The position within the epoch.</param>
    /// <param name="view">The view of the calling thread.</param>
    /// <param name="cancellationToken">Cancels decoding.</param>
    public void Fill(Batch batch, int slot, int position, TrainingView view, CancellationToken cancellationToken)
    {
        batch.Clips[slot] = null!;
        (int clip, int occurrence) = _order[position];
        if (TryFill(batch, slot, position, clip, SampleOrder.Views(options, epoch, clip, occurrence), view, cancellationToken) || !options.Shuffle)
            return;
        // Each position has its own random draws, so the replacement does not depend on the order of the threads. If classes are
        // balanced, prefer a replacement with the same label.
        SeededRandom random = SampleOrder.Replacements(options, epoch, position);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            int other = random.Below(dataset.Clips.Count);
            if (options.ClassBalanced && dataset.Clips[other].Label != dataset.Clips[clip].Label && attempt < Tries / 2)
                continue;
            if (TryFill(batch, slot, position, other, random, view, cancellationToken))
                return;
        }
        throw new DatasetException($"No readable clip was found to replace '{dataset.Clips[clip].Id}', which cannot be read; correct the data set.");
    }

    private bool TryFill(Batch batch, int slot, int position, int clip, SeededRandom random, TrainingView view, CancellationToken cancellationToken)
    {
        // Always draw one number and use a separate generator: neither an already known unreadable clip nor a failed view may
        // change later draws.
        var draws = new SeededRandom(random.Next());
        if (unreadable.Contains(clip))
            return false;
        LabeledClip labeled = dataset.Clips[clip];
        try
        {
            if (options.Features is { } reader)
            {
                SeenClip seen = options.Shuffle ? reader.Choose(labeled, epoch, position / options.BatchSize, slot) : default;
                ClipFeatures features = reader.Read(labeled, seen, view, cancellationToken);
                modalities.Add(clip, features.HasFrames, features.SampleRate);
                features.Values.CopyTo(batch.FeaturesOf(slot));
            }
            else
            {
                using CachedClip cached = cache.Load(labeled, cancellationToken);
                modalities.Add(clip, cached.FrameCount > 0, cached.SampleRate);
                view.Write(cached, draws, options.Augment, batch.FramesOf(slot), batch.SpectrogramOf(slot));
                options.BlendShapes?.Read(labeled, cached.FrameCount, view, batch.BlendShapesOf(slot));
            }
        }
        catch (MediaException exception)
        {
            unreadable.Add(clip, exception.Message);
            return false;
        }
        batch.Clips[slot] = labeled;
        batch.Labels[slot] = labeled.Label;
        return true;
    }
}
