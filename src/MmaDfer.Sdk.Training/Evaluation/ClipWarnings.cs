using System.Text.RegularExpressions;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>
/// What was said about single clips (a low sample rate, damage, a guess), each kind once with the number of clips. Sentences are of one kind if
/// they differ in names of files and numbers only.
/// </summary>
internal sealed partial class ClipWarnings
{
    private const int MaxKinds = 8;

    private readonly List<string> _kinds = [], _first = [];
    private readonly List<int> _counts = [];

    /// <summary>Adds the warnings of one clip.</summary>
    public void Add(LabeledClip clip, IReadOnlyList<string> warnings)
    {
        foreach (IGrouping<string, string> kind in warnings.GroupBy(w => KindOf(clip, w)))
        {
            int index = _kinds.IndexOf(kind.Key);
            if (index >= 0)
            {
                _counts[index]++;
                continue;
            }
            _kinds.Add(kind.Key);
            _first.Add(kind.First());
            _counts.Add(1);
        }
    }

    /// <summary>The sentences, in the order in which their kinds came up.</summary>
    /// <param name="clips">Number of clips that were read.</param>
    public IEnumerable<string> ToSentences(int clips)
    {
        for (int i = 0; i < Math.Min(_kinds.Count, MaxKinds); i++)
            yield return _counts[i] == 1 ? $"1 of {clips} clips has a warning: {_first[i]}" : $"{_counts[i]} of {clips} clips have a warning such as: {_first[i]}";
        if (_kinds.Count > MaxKinds)
            yield return $"{_kinds.Count - MaxKinds} other kinds of warnings about clips are left out; predict says them of a single clip.";
    }

    private static string KindOf(LabeledClip clip, string warning)
    {
        foreach (string? path in (string?[])[clip.FramesPath, clip.AudioPath])
        {
            if (!string.IsNullOrEmpty(path))
                warning = warning.Replace(path, "");
        }
        return Varying().Replace(warning, "#");
    }

    [GeneratedRegex("""'[^']*'|"[^"]*"|[0-9]+""")]
    private static partial Regex Varying();
}
