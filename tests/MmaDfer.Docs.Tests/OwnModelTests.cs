using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Docs.Tests;

/// <summary>docs/your-own-model.md runs from its first command to the last, and its model is better than the one that it starts from.</summary>
[TestClass]
public sealed partial class OwnModelTests
{
    private const string Guide = "docs/your-own-model.md";

    /// <summary>Commands that no test can run: they need the weights of others, or somebody before a camera.</summary>
    private static readonly string[] s_otherwise = ["mmadfer init --face", "mmadfer record --model demo --camera --microphone"];

    [TestMethod]
    public void TheWholeWayRuns()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("SKIPPED: the guide is written for a POSIX shell.");
        RequiredTools.Ffmpeg();
        if (!File.Exists(Path.Combine(AppContext.BaseDirectory, "face.onnx")))
            RequiredTools.Missing("MMADFER_REQUIRE_FACE_MODEL", "the face model is missing; packaging/face-model fetches it.");
        using var folder = new TemporaryFolder();
        string[] left = [.. s_otherwise];
        var script = new StringBuilder("set -e\n");
        script.Append($"mmadfer() {{ dotnet '{Place("mmadfer")}' \"$@\"; }}\nfaces() {{ dotnet '{Place("SyntheticFaces")}' \"$@\"; }}\n");
        foreach (CodeBlock block in Documents.Blocks.Where(b => b.File == Guide && !b.Code.Contains("alias mmadfer", StringComparison.Ordinal)))
        {
            if (Array.Find(s_otherwise, o => block.Code.StartsWith(o, StringComparison.Ordinal)) is { } other)
                left = [.. left.Where(l => l != other)];
            else
                script.Append(block.Code).Append('\n');
            // Before its person is forgotten.
            if (block.Code.StartsWith("mmadfer predict", StringComparison.Ordinal) || block.Code.Contains("\nmmadfer predict", StringComparison.Ordinal))
                script.Append("cp set/clips.csv recorded.csv\nmmadfer evaluate --model demo --adapter mine/adapter.safetensors --data later/set/clips.csv --compare base --json > judged.json\n");
        }
        Assert.IsEmpty(left, "These commands are no longer in the guide.");
        string file = folder.Write("guide.sh", Encoding.UTF8.GetBytes(script.ToString()));
        string said = Tool.Succeed("bash", ["-c", $"cd '{folder[""]}' && bash '{file}' 2>&1"]);

        string[] recorded = File.ReadAllLines(folder["recorded.csv"]);
        Assert.HasCount(7 * 2, recorded.Where(l => l.Contains(",anna,", StringComparison.Ordinal)), said);
        Assert.HasCount(1 + 7 * 2 + 12 * 14, recorded, said);
        // Judged by people that the training of their fold has not seen, and by people of later.
        Match gain = Gain().Match(said);
        Assert.IsTrue(gain.Success, said);
        Assert.IsGreaterThan(0, double.Parse(gain.Groups[1].Value, CultureInfo.InvariantCulture), $"{gain}: the gain over the demo model may be nothing.\n{said}");
        using JsonDocument judged = JsonDocument.Parse(File.ReadAllText(folder["judged.json"]));
        Assert.IsGreaterThan(0, judged.RootElement.GetProperty("comparison").GetProperty("uar").GetDouble(), said);
        Assert.AreEqual(6, judged.RootElement.GetProperty("groups").GetArrayLength());
        Assert.IsTrue(File.Exists(folder["sketch.safetensors"]));
        foreach (string report in (string[])["before.html", "mine/report.html", "after.html"])
            StringAssert.Contains(File.ReadAllText(folder[report]), "95 % intervals");
        // Forgotten: no row, no clip.
        Assert.IsEmpty(File.ReadAllLines(folder["set/clips.csv"]).Where(l => l.Contains("anna", StringComparison.Ordinal)));
        Assert.IsEmpty(Directory.GetFiles(folder["set/clips"], "anna*"));
    }

    [GeneratedRegex(@"points over the model before, interval (\S+) to \S+")]
    private static partial Regex Gain();

    private static string Place(string program) => Path.Combine(AppContext.BaseDirectory, program + ".dll");
}
