namespace MmaDfer.Sdk.Training.Data;

/// <summary>Fills the places of an epoch's batches. Safe for several threads, each with a view of its own.</summary>
internal sealed class BatchMaker(ClipDataset dataset, ClipCache cache, BatchLoaderOptions options, UnreadableClips unreadable, SeenSenses senses, int epoch)
{
    private const int Tries = 100;

    private readonly (int Clip, int Occurrence)[] _order = SampleOrder.WithOccurrences(SampleOrder.Of(dataset, options, epoch));

    /// <summary>Places of the epoch.</summary>
    public int Count => _order.Length;

    /// <summary>Fills one place with the epoch's clip; leaves its clip null where that cannot be read and is not replaced.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="slot">The place within it.</param>
    /// <param name="position">The place within the epoch.</param>
    /// <param name="view">The thread's own.</param>
    /// <param name="cancellationToken">Ends decoding.</param>
    public void Fill(Batch batch, int slot, int position, TrainingView view, CancellationToken cancellationToken)
    {
        batch.Clips[slot] = null!;
        (int clip, int occurrence) = _order[position];
        if (TryFill(batch, slot, clip, SampleOrder.Views(options, epoch, clip, occurrence), view, cancellationToken) || !options.Shuffle)
            return;
        // The same replacement whichever thread comes first: draws of the place's own. Of the same label where classes are
        // balanced, so that they stay so.
        SeededRandom random = SampleOrder.Replacements(options, epoch, position);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            int other = random.Below(dataset.Clips.Count);
            if (options.ClassBalanced && dataset.Clips[other].Label != dataset.Clips[clip].Label && attempt < Tries / 2)
                continue;
            if (TryFill(batch, slot, other, random, view, cancellationToken))
                return;
        }
        throw new DatasetException($"No clip was found in place of '{dataset.Clips[clip].Id}', which cannot be read; correct the data set.");
    }

    private bool TryFill(Batch batch, int slot, int clip, SeededRandom random, TrainingView view, CancellationToken cancellationToken)
    {
        // Drawn in any case: whether another thread already knows a clip to be unreadable must not move the later draws. A copy,
        // because the draws of a failed view must not either.
        var draws = new SeededRandom(random.Next());
        if (unreadable.Contains(clip))
            return false;
        LabeledClip labeled = dataset.Clips[clip];
        try
        {
            using CachedClip cached = cache.Load(labeled, cancellationToken);
            senses.Add(clip, cached.FrameCount > 0, cached.Spectrogram is not null);
            view.Write(cached, draws, options.Augment, batch.FramesOf(slot), batch.SpectrogramOf(slot));
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
