using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Makes sure that the only sense that is wanted is there at all, before there is long work on nothing.</summary>
internal static class WantedSense
{
    /// <summary>The same for a training, which keeps what was decoded.</summary>
    /// <exception cref="TrainingException">No clip has the only sense that is wanted.</exception>
    public static void Require(ClipDataset data, string which, Modality modality, ClipCache cache, CancellationToken cancellationToken)
    {
        if (Fault(data.Clips, modality, Look) is { } fault)
            throw new TrainingException($"Of the {which} clips, {fault}");

        (bool, bool) Look(LabeledClip clip)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using CachedClip read = cache.Load(clip, cancellationToken);
            return (read.FrameCount > 0, read.Spectrogram is not null);
        }
    }

    /// <summary>Looks at clips until one has it; most often the first.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="modality">What is wanted.</param>
    /// <param name="look">Says whether a clip has a face and a voice.</param>
    /// <returns>What is wrong, in one sentence; null where a clip has it.</returns>
    public static string? Fault(IReadOnlyList<LabeledClip> clips, Modality modality, Func<LabeledClip, (bool Frames, bool Sound)> look)
    {
        if (modality == Modality.Both)
            return null;
        SenseCounts counts = default;
        foreach (LabeledClip clip in clips)
        {
            try
            {
                (bool frames, bool sound) = look(clip);
                counts = counts.With(frames, sound);
            }
            catch (MediaException)
            {
                // Told, with all others that cannot be read, when it is used.
                continue;
            }
            if (counts.Fault(modality) is null)
                return null;
        }
        return counts.Clips > 0 ? counts.Fault(modality) : null;
    }
}
