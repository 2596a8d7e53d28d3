using System.Diagnostics;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Samples;

/// <summary>The script of samples/Archive, run as a user would.</summary>
[TestClass]
public sealed class ArchiveTests
{
    [TestMethod]
    public void TheScriptsProcessesWriteTheSameAsASingleRun()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("SKIPPED: shards.sh is a Bash script, which Windows does not run.");
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), list = TestClips.WriteList(folder, 12);
        CliRun.Of("predict", "-m", model, "--list", list, "--out", folder["whole.jsonl"], "--json").Json();
        // What an interrupted run has left: three of the first shard's clips at most, the last line cut off.
        CliRun.Of("predict", "-m", model, "--list", list, "--out", folder["shared.jsonl.0"], "--shard", "0/3", "--json").Json();
        byte[] left = File.ReadAllBytes(folder["shared.jsonl.0"]);
        folder.Write("shared.jsonl.0", left[..^7]);

        Assert.AreEqual(0, Run(model, list, folder["shared.jsonl"], "3"));

        CollectionAssert.AreEquivalent(File.ReadAllLines(folder["whole.jsonl"]), File.ReadAllLines(folder["shared.jsonl"]));
        Assert.IsFalse(folder.Names().Any(n => n.StartsWith("shared.jsonl.", StringComparison.Ordinal)), string.Join(", ", folder.Names()));
    }

    [TestMethod]
    public void AFailedProcessFailsTheScriptAndLeavesNoResult()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("SKIPPED: shards.sh is a Bash script, which Windows does not run.");
        using var folder = new TemporaryFolder();
        Assert.AreEqual(1, Run(folder["no model"], TestClips.WriteList(folder, 2), folder["shared.jsonl"], "2"));
        Assert.IsFalse(File.Exists(folder["shared.jsonl"]));
        Assert.AreEqual(2, Run("too", "few"));
    }

    private static int Run(params string[] arguments)
    {
        using Process process = CliProcess.StartProgram(
            "bash", [Path.Combine(AppContext.BaseDirectory, "shards.sh"), .. arguments], ("MMADFER", $"dotnet {CliProcess.Tool}"));
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The script did not end within five minutes.");
        }
        Console.WriteLine(output.Result + error.Result);
        return process.ExitCode;
    }
}
