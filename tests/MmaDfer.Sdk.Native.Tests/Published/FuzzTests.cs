using System.Globalization;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Native.Tests.Published;

[TestClass]
public sealed class FuzzTests
{
    /// <summary>
    /// Random calls on two threads that share handles: 10,000 sequences, or as many as MMADFER_FUZZ says (1,000,000 take about ten
    /// minutes). The program itself looks at results and memory.
    /// </summary>
    [TestMethod]
    public void RandomCallsNeitherCrashNorLeak()
    {
        string sequences = Environment.GetEnvironmentVariable("MMADFER_FUZZ") is { Length: > 0 } given ? given : "10000";
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        Tool.Gcc(folder["fuzz"], Path.Combine(PublishedLibrary.Programs, "fuzz.c"));
        string output = Tool.Succeed(folder["fuzz"], [model.Path, PublishedLibrary.Faces, sequences, "1", "2"]);
        Console.WriteLine(output);
        // What was called was not refused throughout.
        int Of(string what) => int.Parse(Regex.Match(output, $@"\b{what} (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.IsGreaterThan(Of("calls") / 10, Of("ok"));
        Assert.IsGreaterThan(0, Of("events"));
        Assert.IsGreaterThan(0, Of("people"));
        foreach (string kind in (string[])["argument", "handle", "model", "engine", "media"])
            Assert.IsGreaterThan(0, Of(kind), kind);
    }
}
