using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Tests;

/// <summary>What commands write where no terminal is: in a pipe, a file, a log.</summary>
[TestClass]
public sealed class PipedOutputTests
{
    [TestMethod]
    [DataRow("devices")]
    [DataRow("doctor", "--threads", "1")]
    [DataRow("info", "MODEL", "--tensors")]
    [DataRow("bench", "--model", "MODEL", "--runs", "1", "--threads", "1")]
    [DataRow("predict", "--model", "MODEL", "--frames", "FACE", "--audio", "VOICE")]
    [DataRow("export", "--model", "MODEL", "OUT")]
    public void NoLineEndsWithSpaces(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of([.. arguments.Select(argument => argument switch
        {
            "MODEL" => TinyModel.Write(folder),
            "FACE" => TestFiles.Face,
            "VOICE" => TestFiles.Voice,
            "OUT" => folder["out.onnx"],
            _ => argument,
        })]);
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        string[] lines = run.Output.Split(Environment.NewLine);
        Assert.IsGreaterThan(1, lines.Length);
        foreach (string line in lines)
            Assert.AreEqual(line.TrimEnd(), line);
        // Columns are still columns.
        Assert.IsTrue(lines.Any(line => line.Contains("  ", StringComparison.Ordinal)), run.Output);
    }

    [TestMethod]
    [DataRow("predict")]
    [DataRow("watch")]
    [DataRow("finetune")]
    public void HelpNamesOnlyTheEnginesOfThisSystem(string command)
    {
        string help = CliRun.Of(command, "--help").Output;
        StringAssert.Contains(help, EngineNames.Cpu);
        foreach (string foreign in (string[])["directml", "coreml", "torch-cuda"])
            Assert.AreEqual(EngineNames.All.Contains(foreign) && (command != "finetune" || foreign == "torch-cuda"), help.Contains(foreign, StringComparison.Ordinal), $"{foreign} in {help}");
    }
}
