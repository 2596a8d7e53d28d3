using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// One of several equal parts of a list: a clip's part follows from a hash of its name alone, so that runs on different
/// machines agree without talking to each other.
/// </summary>
/// <param name="Index">Which part, from 0.</param>
/// <param name="Count">How many parts there are.</param>
internal readonly record struct Shard(int Index, int Count)
{
    private const int Most = 100_000;

    public static Shard Whole { get; } = new(0, 1);

    public bool Holds(string name) => Hash(name) % (ulong)Count == (ulong)Index;

    /// <summary>The option: I of N, from 1 to N or, as some schedulers count, from 0 to N - 1: 0 is another name for N.</summary>
    public static Option<Shard> Option() => new("--shard")
    {
        Description = "With --list: only part I of N, by a hash of each clip's path. I counts from 1 to N, or from 0 to N - 1 (0 is the same part as N).",
        HelpName = "I/N",
        CustomParser = Parse,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    private static Shard Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] parts = text.Split('/');
        if (parts.Length == 2 && Number(parts[0]) is int index && Number(parts[1]) is int count && count > 0 && index <= count)
            return new Shard(index % count, count);
        result.AddError($"--shard {text}: must be I/N with I from 1 to N (or from 0 to N - 1) and N up to {Most}, for example 2/8.");
        return Whole;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= Most ? number : null;

    /// <summary>FNV-1a over UTF-8, its bits mixed once more: its low ones alone are poor. Never to be changed.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001b3;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }
}
