using System.CommandLine;
using System.Text.RegularExpressions;
using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;

namespace MmaDfer.Docs.Tests;

/// <summary>
/// Command lines of mmadfer in documents, read by its own parser. A line may be a pattern, as in a manual: [what may be left out], a|choice,
/// numbers as letters.
/// </summary>
internal static partial class CommandLine
{
    // What letters stand for where the parser wants something that fits.
    private static readonly Dictionary<string, string> s_letters = new()
    {
        ["--batch"] = "1",
        ["--image-size"] = "112",
        ["--labels"] = "dfew",
        ["--runs"] = "1",
        ["--seconds"] = "1",
        ["--seed"] = "1",
        ["--shard"] = "0/1",
        ["--threads"] = "1",
        ["--epochs"] = "1",
    };

    private static readonly RootCommand s_root = RootCommands.Create(new Terminal(TextWriter.Null, TextWriter.Null));

    /// <summary>What is wrong with a line; empty if nothing is.</summary>
    /// <param name="line">It begins with mmadfer.</param>
    /// <param name="isMention">Whether it only names a command and options, and may leave out the rest.</param>
    public static string Fault(string line, bool isMention = false)
    {
        if (line.Contains("...", StringComparison.Ordinal) || line.Contains('…', StringComparison.Ordinal))
            isMention = true;
        string[] all = Split(line.Replace("[", " ", StringComparison.Ordinal).Replace("]", " ", StringComparison.Ordinal));
        if (all.Length < 2)
            return "";
        Command? command = s_root.Subcommands.FirstOrDefault(c => c.Name == all[1]);
        if (command is null)
            return $"there is no command '{all[1]}'";
        // Also what may be left out must be there.
        string? unknown = all.Where(a => a.StartsWith("--", StringComparison.Ordinal))
            .FirstOrDefault(a => a != "--help" && !command.Options.Any(o => o.Name == a || o.Aliases.Contains(a)));
        if (unknown is not null)
            return $"'{all[1]}' has no option '{unknown}'";
        if (isMention)
            return "";
        string[] words = [.. Split(Optional().Replace(line, " "))[1..].Select(w => w.Split('|')[0])];
        for (int i = 1; i < words.Length; i++)
        {
            if ((Letters().IsMatch(words[i]) || words[i].Contains("{}", StringComparison.Ordinal)) && s_letters.TryGetValue(words[i - 1], out string? value))
                words[i] = value;
        }
        // A command that wants one of several is not wrong where a pattern puts them all in brackets.
        bool isPattern = line.Contains('[', StringComparison.Ordinal);
        return string.Join("; ", s_root.Parse(words).Errors.Select(e => e.Message)
            .Where(m => !isPattern || !m.StartsWith("Nothing to ", StringComparison.Ordinal)));
    }

    private static string[] Split(string line) => [.. Word().Matches(line).Select(m => m.Value.Trim('"', '\''))];

    [GeneratedRegex("""
        "[^"]*"|'[^']*'|\S+
        """)]
    private static partial Regex Word();

    [GeneratedRegex(@"\[[^\[\]]*(\[[^\]]*\][^\[\]]*)*\]")]
    private static partial Regex Optional();

    [GeneratedRegex("^[A-Z/]+$")]
    private static partial Regex Letters();
}
