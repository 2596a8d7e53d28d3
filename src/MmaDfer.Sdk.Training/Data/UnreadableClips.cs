using System.Globalization;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Clips that could not be read, each once; too many of them end the run. Safe for several threads.</summary>
internal sealed class UnreadableClips(ClipDataset dataset)
{
    /// <summary>Share of a data set that may be unreadable.</summary>
    public const double MostShare = 0.05;

    private readonly SortedDictionary<int, string> _reasons = [];
    private readonly Lock _lock = new();

    /// <summary>Those found so far, in the order of the data set.</summary>
    public IReadOnlyList<SkippedClip> List()
    {
        lock (_lock)
            return [.. _reasons.Select(r => new SkippedClip { Id = dataset.Clips[r.Key].Id, Reason = r.Value })];
    }

    public bool Contains(int clip)
    {
        lock (_lock)
            return _reasons.ContainsKey(clip);
    }

    /// <exception cref="DatasetException">They are more than 5 % now.</exception>
    public void Add(int clip, string reason)
    {
        lock (_lock)
        {
            _reasons.TryAdd(clip, reason);
            if (_reasons.Count > MostShare * dataset.Clips.Count)
            {
                throw new DatasetException(string.Create(CultureInfo.InvariantCulture,
                    $"{_reasons.Count} of {dataset.Clips.Count} clips cannot be read, more than {100 * MostShare:0} %; correct the data set. The first: {_reasons.First().Value}"));
            }
        }
    }
}

/// <summary>A clip that could not be read.</summary>
public sealed record SkippedClip
{
    /// <summary>The clip's.</summary>
    public required string Id { get; init; }

    /// <summary>What was wrong, in one sentence that names the file.</summary>
    public required string Reason { get; init; }
}
