using System.Diagnostics;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

/// <summary>Trainings that are killed, interrupted, or run out of disk space, and are resumed.</summary>
[TestClass]
public sealed class FinetuneInterruptionTests
{
    [TestMethod]
    public void KilledAndResumedTheLossesAreThoseOfAnUninterruptedRun()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 12, 1);
        string[] Line(string output) =>
        [
            "finetune", "--model", model, "--data", clips, "--out", folder[output], "--epochs", "6", "--batch", "2", "--threads", "1",
            "--save-every", "0", "--modality-dropout", "0.3", "--json",
        ];
        Run(Line("whole"));
        string[] expected = File.ReadAllLines(folder["whole/losses.csv"]);
        Assert.HasCount(37, expected);
        // Killed three times, wherever it happens to be: in a step, or while it writes its state.
        foreach (int steps in (int[])[2, 9, 20])
        {
            using Process process = CliProcess.Start([.. Line("killed"), "--resume"]);
            WaitForLines(folder["killed/losses.csv"], steps, process);
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.IsFalse(File.Exists(folder["killed/adapter.safetensors"]));
        }
        Run([.. Line("killed"), "--resume"]);
        CollectionAssert.AreEqual(expected, File.ReadAllLines(folder["killed/losses.csv"]));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["whole/adapter.safetensors"]), File.ReadAllBytes(folder["killed/adapter.safetensors"]));
    }

    /// <summary>
    /// A file system of so many bytes of its own, in a mount namespace: there is room for a state, but not for the next beside it. Later
    /// there is more room.
    /// </summary>
    [TestMethod]
    public void ADiskThatFillsUpLeavesAStateToGoOnFrom()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 6, 1), disk = folder["disk"], log = folder["log"];
        Directory.CreateDirectory(disk);
        Directory.CreateDirectory(log);
        if (!OperatingSystem.IsLinux() || CliProcess.RunProgram("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", disk).Code != 0)
            RequiredTools.Missing("MMADFER_REQUIRE_MOUNT", "mounting a small file system needs Linux, unshare and root.");
        string[] Line(string output) =>
            ["finetune", "--model", model, "--data", clips, "--out", output, "--epochs", "2", "--batch", "2", "--threads", "1", "--save-every", "0", "--json"];
        Run(Line(folder["whole"]));
        long state = Pages(new FileInfo(folder["whole/state.safetensors"]));
        long decoded = new DirectoryInfo(folder["whole/cache"]).EnumerateFiles("*", SearchOption.AllDirectories).Sum(Pages);

        string command = $"dotnet '{CliProcess.Tool}' {string.Join(' ', Line(disk))}";
        (int code, _, string error) = CliProcess.RunProgram(
            "unshare", "-m", "sh", "-c",
            $"mount -t tmpfs -o size={decoded + state * 3 / 2} tmpfs '{disk}' && {{ {command} >/dev/null 2>'{log}/full'; echo $? >'{log}/code'; ls '{disk}' >'{log}/files'; }} && "
            + $"mount -o remount,size={decoded + state * 9} '{disk}' && {command} --resume >/dev/null && cp '{disk}'/*.* '{log}'");
        Assert.AreEqual(0, code, error);
        Assert.AreEqual("3", File.ReadAllText($"{log}/code").Trim());
        string sentence = File.ReadAllText($"{log}/full").Trim();
        StringAssert.Contains(sentence, "state.safetensors: cannot be written: there is no room for it on the disk");
        Assert.DoesNotContain("\n", sentence);
        CollectionAssert.AreEqual(new[] { "cache", "losses.csv", "state.safetensors" }, File.ReadAllLines($"{log}/files"));
        foreach (string file in (string[])["losses.csv", "adapter.safetensors"])
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["whole/" + file]), File.ReadAllBytes($"{log}/{file}"), file);
    }

    [TestMethod]
    [DataRow("INT")]
    [DataRow("TERM")]
    [DataRow("HUP")]
    public void ASignalSavesAndSaysHowToGoOn(string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("SKIPPED: Windows has no signals.");
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 12, 1), losses = folder["stopped/losses.csv"];
        string[] Line(string output, int epochs) =>
            ["finetune", "--model", model, "--data", clips, "--out", folder[output], "--epochs", $"{epochs}", "--batch", "2", "--threads", "1", "--json"];
        // So many epochs that it is not done before the signal comes; the state is never saved by time alone.
        using Process process = CliProcess.StartInterruptible([.. Line("stopped", 5000), "--save-every", "86400"]);
        Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
        WaitForLines(losses, 2, process);
        CliProcess.Signal(process, signal);
        Assert.IsTrue(process.WaitForExit(Wait.Limit), "it goes on");
        Assert.AreEqual(ExitCode.Cancelled, process.ExitCode, error.Result);
        StringAssert.Contains(error.Result, "--resume");
        StringAssert.Contains(error.Result, folder["stopped/state.safetensors"]);
        Assert.HasCount(1, error.Result.Trim().Split('\n'), error.Result);
        Assert.AreEqual("", output.Result);
        // Every step that was logged is in the state: a resumed run does not do it again.
        string[] before = File.ReadAllLines(losses);
        using Process again = CliProcess.Start([.. Line("stopped", 5000), "--resume"]);
        WaitForLines(losses, before.Length, again);
        again.Kill(entireProcessTree: true);
        again.WaitForExit();
        CollectionAssert.AreEqual(before, File.ReadLines(losses).Take(before.Length).ToArray());
    }

    /// <summary>The lock is the system's: it goes with the process, however that ends.</summary>
    [TestMethod]
    public void AFolderIsOneRunsAndFreeAgainWhenItIsKilled()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 12, 1);
        string[] Line(int epochs) =>
            ["finetune", "--model", model, "--data", clips, "--out", folder["out"], "--epochs", $"{epochs}", "--batch", "2", "--threads", "1", "--json"];
        using Process process = CliProcess.Start(Line(5000));
        WaitForLines(folder["out/losses.csv"], 1, process);
        foreach (string how in (string[])["--resume", "--overwrite"])
            StringAssert.Contains(CliRun.Of([.. Line(1), how]).Failure(ExitCode.BadInput), "another training is running in this folder");
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        CliRun.Of([.. Line(1), "--overwrite"]).Json();
    }

    /// <summary>Bytes that a file occupies in a file system in memory.</summary>
    private static long Pages(FileInfo file) => (file.Length + 4095) / 4096 * 4096;

    private static void WaitForLines(string path, int lines, Process process) => Wait.Until(
        () =>
        {
            Assert.IsFalse(process.HasExited, "The training ended before it could be killed.");
            return File.Exists(path) && Lines(path) > lines;
        },
        "The training does not progress.");

    private static int Lines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Count(c => c == '\n');
    }

    private static void Run(string[] arguments)
    {
        (int code, _, string error) = CliProcess.Run(arguments);
        Assert.AreEqual("", error);
        Assert.AreEqual(0, code);
    }
}
