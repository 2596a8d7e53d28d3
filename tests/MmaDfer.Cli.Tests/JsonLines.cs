using System.Text.Json;

namespace MmaDfer.Cli.Tests;

/// <summary>What <c>mmadfer watch --json</c> writes.</summary>
internal static class JsonLines
{
    /// <summary>The objects on standard output, one a line, of a run that succeeded.</summary>
    public static JsonElement[] Of(CliRun run)
    {
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        return [.. run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public static double[] Times(JsonElement[] lines) => [.. lines.Select(l => l.GetProperty("time").GetDouble())];

    public static bool Has(JsonElement line, string flag) => line.GetProperty("flags").EnumerateArray().Any(f => f.GetString() == flag);

    /// <summary>Later and later, and by that no line twice.</summary>
    public static void AssertIncreasing(JsonElement[] lines)
    {
        double[] times = Times(lines);
        for (int i = 1; i < times.Length; i++)
            Assert.IsGreaterThan(times[i - 1], times[i]);
    }
}
