using System.Text.Json;

namespace MmaDfer.Cli.Tests;

/// <summary>One command line, run in this process, and what it wrote.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public static CliRun Of(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = Program.Run(args, output, error).GetAwaiter().GetResult();
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The one JSON object on standard output, of a run that succeeded.</summary>
    public JsonElement Json()
    {
        Assert.AreEqual(ExitCode.Done, Code, Error);
        // Throws if anything comes before or after the object.
        using JsonDocument document = JsonDocument.Parse(Output);
        Assert.AreEqual(JsonValueKind.Object, document.RootElement.ValueKind);
        return document.RootElement.Clone();
    }

    /// <summary>The one line on standard error of a run that failed and wrote nothing else.</summary>
    public string Failure(int code)
    {
        Assert.AreEqual(code, Code, Error);
        Assert.AreEqual("", Output);
        string[] lines = Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(1, lines, Error);
        return lines[0];
    }

    /// <summary>What was wrong with a command line, without the pointer to the help that follows it.</summary>
    public string Misuse()
    {
        Assert.AreEqual(ExitCode.Usage, Code, Error);
        Assert.AreEqual("", Output);
        string[] lines = Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        StringAssert.StartsWith(lines[^1], "See: mmadfer");
        return string.Join('\n', lines[..^1]);
    }
}
