using System.Text.RegularExpressions;

namespace MmaDfer.Docs.Tests;

/// <summary>Commands in documents are there: those of mmadfer are read by its parser, scripts and projects of the repository exist.</summary>
[TestClass]
public sealed partial class CommandTests
{
    public static IEnumerable<object[]> All => Documents.All.Select(d => new object[] { d });

    [TestMethod]
    [DynamicData(nameof(All))]
    public void TheyAreThere(string document)
    {
        var faults = new List<string>();
        void Check(string place, string line, bool isMention)
        {
            string fault = Fault(line, isMention);
            if (fault.Length > 0)
                faults.Add($"{place}: {fault}\n    {line}");
        }
        foreach (CodeBlock block in Documents.Blocks.Where(b => b.File == document && b.Language is "" or "bash" or "sh"))
        {
            foreach ((int number, string text) in Whole(block))
                Check($"{document}({number})", text, isMention: false);
        }
        string[] lines = Documents.Text(document).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (Match mention in Mention().Matches(lines[i]))
                Check($"{document}({i + 1})", mention.Groups[1].Value, isMention: true);
        }
        Assert.IsEmpty(faults, string.Join('\n', faults));
    }

    [TestMethod]
    [DataRow("mmadfer predcit --model M", "predcit")]
    [DataRow("mmadfer predict --model M --frame x", "--frame")]
    [DataRow("mmadfer predict --model M [--frame x]", "--frame")]
    [DataRow("mmadfer predict --frames x", "--model")]
    [DataRow("mmadfer init --face F --audio A OUT --image-size 100 --labels dfew", "100")]
    [DataRow("mmadfer info", "argument missing")]
    [DataRow("seq 0 7 | parallel mmadfer predict --model M --lst clips.csv", "--lst")]
    [DataRow("dotnet run -c Release --project src/MmaDfer.Cli -- predict --mdel M", "--mdel")]
    [DataRow("dotnet run -c Release --project samples/Nowhere", "samples/Nowhere")]
    [DataRow("packaging/nowhere", "packaging/nowhere")]
    public void BrokenOnesAreReported(string line, string name) => StringAssert.Contains(Fault(line, isMention: false), name);

    [TestMethod]
    [DataRow("mmadfer predict --model M --list CLIPS.csv --out OUT.jsonl [--shard I/N] [--resume]")]
    [DataRow("mmadfer bench --model untrained:160 --engine torch-cuda|onnx-cuda [--precision float16] --runs 50 --json")]
    [DataRow("mmadfer init --face F.pth --audio A.pth OUT.safetensors --image-size S --labels L [--seed N]")]
    [DataRow("dotnet test")]
    [DataRow("packaging/native linux-x64 x86-64-v2")]
    public void RightOnesAreLeftAlone(string line) => Assert.AreEqual("", Fault(line, isMention: false));

    private static string Fault(string line, bool isMention)
    {
        if (Tool().Match(line) is { Success: true } tool)
            return CommandLine.Fault("mmadfer " + tool.Groups[1].Value.Split(" > ")[0].Split(" && ")[0], isMention);
        foreach (Match path in Path().Matches(line))
        {
            string full = System.IO.Path.Combine(Documents.Root, path.Groups[1].Value);
            if (!File.Exists(full) && !Directory.Exists(full))
                return $"there is no {path.Groups[1].Value}";
        }
        return "";
    }

    /// <summary>Its lines without comments; one that ends with a backslash goes on.</summary>
    private static IEnumerable<(int Number, string Text)> Whole(CodeBlock block)
    {
        string text = "";
        foreach ((int number, string line) in block.Lines)
        {
            text += Comment().Replace(line, "");
            if (text.EndsWith('\\'))
            {
                text = text[..^1];
                continue;
            }
            yield return (number, text.Trim());
            text = "";
        }
    }

    // The tool, however it is called; not the library, the header or a package.
    [GeneratedRegex(@"(?:^|[|;&]\s*|\s)(?:parallel )?(?:mmadfer |src/MmaDfer\.Cli -- )(.*)$")]
    private static partial Regex Tool();

    [GeneratedRegex(@"(?:^|\s)((?:packaging|samples|tests|src|docs)/[\w./-]+)")]
    private static partial Regex Path();

    [GeneratedRegex("`(mmadfer [a-z][^`]*)`")]
    private static partial Regex Mention();

    [GeneratedRegex(@"(^|\s)#.*$|\s{2,}\(.*\)$")]
    private static partial Regex Comment();
}
