using System.Diagnostics;
using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests;

/// <summary>The program as the system runs it.</summary>
[TestClass]
public sealed class ProcessTests
{
    [TestMethod]
    public void JsonIsTheOnlyStandardOutput()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        (int code, string output, string error) = CliProcess.Run("info", model, "--json");
        Assert.AreEqual(0, code, error);
        Assert.AreEqual("", error);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.AreEqual(model, json.RootElement.GetProperty("path").GetString());
    }

    [TestMethod]
    public void ErrorsGoToStandardErrorOnlyAndSetTheExitCode()
    {
        (int code, string output, string error) = CliProcess.Run("info", "/no/such/file", "--json");
        Assert.AreEqual(3, code);
        Assert.AreEqual("", output);
        Assert.HasCount(1, error.Trim().Split('\n'));
        StringAssert.Contains(error, "/no/such/file");
    }

    [TestMethod]
    public void TheVersionIsOurs()
    {
        (int code, string output, _) = CliProcess.Run("--version");
        Assert.AreEqual(0, code);
        StringAssert.StartsWith(output, typeof(Program).Assembly.GetName().Version!.ToString(3));
    }

    [TestMethod]
    [DataRow("predict")]
    [DataRow("watch")]
    public void CtrlCStopsTheProgramWhileADecoderHangs(string command)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("SKIPPED: the decoder that never ends is a shell script.");
            return;
        }
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), film = folder.Write("film.mkv", "film"u8.ToArray()), started = folder["started"];
        string decoder = folder.Write(
            "decoder",
            System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\nprintf 'P6\\n4000 4000\\n255\\n'\n: > '{started}'\nwhile printf x; do sleep 0.1; done\n"));
        File.SetUnixFileMode(decoder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using Process process = CliProcess.StartInterruptible(
            [command, "-m", model, "--media", film], ("MMADFER_FFMPEG", decoder));
        try
        {
            Wait.Until(() => File.Exists(started) || process.HasExited);
            CliProcess.Signal(process, "INT");
            Assert.IsTrue(process.WaitForExit(Wait.Limit), "it goes on");
            Assert.AreEqual(ExitCode.Cancelled, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
