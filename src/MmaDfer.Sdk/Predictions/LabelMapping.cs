using System.Collections.Immutable;

namespace MmaDfer.Sdk.Predictions;

/// <summary>Puts a model's labels together into fewer: the probability of a group is the sum of its labels'. Immutable.</summary>
internal sealed class LabelMapping
{
    private readonly int[] _groups;

    /// <param name="labels">The model's labels.</param>
    /// <param name="map">The name of the group of a label; one that is not there keeps its own name. Null: all do.</param>
    public LabelMapping(IReadOnlyList<string> labels, IReadOnlyDictionary<string, string>? map)
    {
        Source = labels;
        string[] names = [.. labels.Select(l => map?.GetValueOrDefault(l) ?? l)];
        // In the order of their first labels.
        string[] groups = [.. names.Distinct()];
        _groups = [.. names.Select(n => Array.IndexOf(groups, n))];
        Labels = groups.Length == labels.Count && map is null ? labels : ImmutableArray.Create(groups);
    }

    /// <summary>The model's labels.</summary>
    public IReadOnlyList<string> Source { get; }

    /// <summary>The names of the groups.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The probabilities of the groups.</summary>
    public float[] Apply(ReadOnlySpan<float> probabilities)
    {
        float[] sums = new float[Labels.Count];
        for (int i = 0; i < probabilities.Length; i++)
            sums[_groups[i]] += probabilities[i];
        return sums;
    }
}
