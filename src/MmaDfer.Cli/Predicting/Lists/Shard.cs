using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// One of several equal parts of a list. A clip's part depends only on a hash of its name, so runs on different machines agree without
/// communicating.
/// </summary>
/// <param name="Index">Number of the part, from 0.</param>
/// <param name="Count">Number of parts.</param>
internal readonly record struct Shard(int Index, int Count)
{
    private const int MaxCount = 100_000;

    public static Shard Whole { get; } = new(0, 1);

    public bool Holds(string name) => Hash(name) % (ulong)Count == (ulong)Index;

    /// <summary>Creates the option: I of N, from 1 to N or, as some schedulers count, from 0 to N - 1, where 0 stands for N.</summary>
    public static Option<Shard> CreateOption() => new("--shard")
    {
        Description = "With --list: process only part I of N, chosen by a hash of each clip's path. I counts from 1 to N, or from 0 to N - 1 (0 is the same part as N).",
        HelpName = "I/N",
        CustomParser = Parse,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    private static Shard Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] parts = text.Split('/');
        if (parts.Length == 2 && ParseNumber(parts[0]) is int index && ParseNumber(parts[1]) is int count && count > 0 && index <= count)
            return new Shard(index % count, count);
        result.AddError($"--shard {text}: must be I/N with I from 1 to N (or from 0 to N - 1) and N up to {MaxCount}, for example 2/8.");
        return Whole;
    }

    private static int? ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MaxCount ? number : null;

    /// <summary>FNV-1a over UTF-8, mixed once more because its low bits are poor. Must never change.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001b3;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }
}
