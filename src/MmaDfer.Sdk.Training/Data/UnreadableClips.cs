using System.Globalization;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>The unreadable clips of a run, each once; too many of them end the run. Thread-safe.</summary>
internal sealed class UnreadableClips(ClipDataset dataset)
{
    /// <summary>Maximum share of unreadable clips in a data set.</summary>
    public const double MaxShare = 0.05;

    private readonly SortedDictionary<int, string> _reasons = [];
    private readonly Lock _lock = new();

    /// <summary>The unreadable clips found so far, in the order of the data set.</summary>
    public IReadOnlyList<SkippedClip> ToList()
    {
        lock (_lock)
            return [.. _reasons.Select(r => new SkippedClip { Id = dataset.Clips[r.Key].Id, Reason = r.Value })];
    }

    public bool Contains(int clip)
    {
        lock (_lock)
            return _reasons.ContainsKey(clip);
    }

    /// <summary>Adds an unreadable clip.</summary>
    /// <exception cref="DatasetException">More than 5 % of the clips are now unreadable.</exception>
    public void Add(int clip, string reason)
    {
        lock (_lock)
        {
            _reasons.TryAdd(clip, reason);
            if (_reasons.Count > MaxShare * dataset.Clips.Count)
            {
                throw new DatasetException(string.Create(CultureInfo.InvariantCulture,
                    $"{_reasons.Count} of {dataset.Clips.Count} clips cannot be read, more than {100 * MaxShare:0} %; correct the data set. First error: {_reasons.First().Value}"));
            }
        }
    }
}

/// <summary>A clip that could not be read.</summary>
public sealed record SkippedClip
{
    /// <summary>Id of the clip.</summary>
    public required string Id { get; init; }

    /// <summary>The error, in one sentence that names the file.</summary>
    public required string Reason { get; init; }
}
