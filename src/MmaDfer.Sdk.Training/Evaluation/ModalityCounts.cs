using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>The number of clips that have frames and the number that have audio.</summary>
/// <param name="Clips">Number of readable clips.</param>
/// <param name="WithFrames">Number of clips that have frames.</param>
/// <param name="WithAudio">Number of clips that have audio.</param>
internal readonly record struct ModalityCounts(int Clips, int WithFrames, int WithAudio)
{
    /// <summary>Counts one more clip.</summary>
    public ModalityCounts With(bool frames, bool audio) =>
        new(Clips + 1, WithFrames + (frames ? 1 : 0), WithAudio + (audio ? 1 : 0));

    /// <summary>The error, in one sentence, if no clip has the only requested modality; otherwise null.</summary>
    public string? Fault(Modality modality) => modality switch
    {
        Modality.Audio when WithAudio == 0 => $"0 of {Clips} clips have audio, but audio is the only requested modality; add clips with audio (the column 'audio'), or use both modalities.",
        Modality.Video when WithFrames == 0 => $"0 of {Clips} clips have frames, but video is the only requested modality; add clips with frames, or use both modalities.",
        _ => null,
    };

    /// <summary>A sentence for each requested modality that some clips lack.</summary>
    public IEnumerable<string> Warnings(Modality modality)
    {
        if (modality != Modality.Audio && WithFrames < Clips)
            yield return $"{WithFrames} of {Clips} clips have frames; for the others, the network sees black.";
        if (modality != Modality.Video && WithAudio < Clips)
            yield return $"{WithAudio} of {Clips} clips have audio; for the others, the network hears silence.";
    }
}

/// <summary>Counts the modalities of the clips of a data set as they are read, each clip once. Thread-safe.</summary>
/// <param name="clips">Number of clips in the data set.</param>
internal sealed class ModalityCounter(int clips)
{
    private readonly bool[] _counted = new bool[clips];
    private readonly Lock _lock = new();
    private ModalityCounts _counts;

    public ModalityCounts Counts
    {
        get
        {
            lock (_lock)
                return _counts;
        }
    }

    /// <summary>The sample rate that all clips with audio share, in Hz; 0 if there are none, -1 if they have several.</summary>
    public int SampleRate { get; private set; }

    /// <summary>Two sets of clips with the given <see cref="SampleRate"/> together.</summary>
    public static int Join(int rate, int other) => rate == 0 || rate == other ? other : other == 0 ? rate : -1;

    /// <param name="clip">Index of the clip.</param>
    /// <param name="frames">Whether it has frames.</param>
    /// <param name="sampleRate">Sample rate of its audio in Hz; 0 without audio.</param>
    public void Add(int clip, bool frames, int sampleRate)
    {
        lock (_lock)
        {
            if (_counted[clip])
                return;
            _counted[clip] = true;
            _counts = _counts.With(frames, sampleRate != 0);
            SampleRate = Join(SampleRate, sampleRate);
        }
    }
}

/// <summary>Checks, before any long work, that at least one clip has the only requested modality.</summary>
internal static class ModalityCheck
{
    /// <summary>Reads clips until one has the requested modality, which is usually the first. The cache keeps what it decodes.</summary>
    /// <exception cref="TrainingException">No clip has the only requested modality.</exception>
    public static void Require(ClipDataset data, string which, Modality modality, ClipCache cache, CancellationToken cancellationToken)
    {
        if (FindFault(data.Clips, modality, Read) is { } fault)
            throw new TrainingException($"Of the {which} clips, {fault}");

        (bool, bool) Read(LabeledClip clip)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using CachedClip read = cache.Load(clip, cancellationToken);
            return (read.FrameCount > 0, read.Spectrogram is not null);
        }
    }

    /// <summary>Reads clips until one has the requested modality, which is usually the first.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="modality">The requested modality.</param>
    /// <param name="read">Returns whether a clip has frames and whether it has audio.</param>
    /// <returns>The error, in one sentence; null if a clip has the modality.</returns>
    public static string? FindFault(IReadOnlyList<LabeledClip> clips, Modality modality, Func<LabeledClip, (bool Frames, bool Audio)> read)
    {
        if (modality == Modality.Both)
            return null;
        ModalityCounts counts = default;
        foreach (LabeledClip clip in clips)
        {
            try
            {
                (bool frames, bool audio) = read(clip);
                counts = counts.With(frames, audio);
            }
            catch (MediaException)
            {
                // The training or evaluation reports unreadable clips when it uses them.
                continue;
            }
            if (counts.Fault(modality) is null)
                return null;
        }
        return counts.Clips > 0 ? counts.Fault(modality) : null;
    }
}
