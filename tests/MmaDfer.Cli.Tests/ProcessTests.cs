using System.Diagnostics;
using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests;

/// <summary>The program as the system runs it.</summary>
[TestClass]
public sealed class ProcessTests
{
    [TestMethod]
    public void JsonIsAloneOnStandardOutput()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        (int code, string output, string error) = Run("info", model, "--json");
        Assert.AreEqual(0, code, error);
        Assert.AreEqual("", error);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.AreEqual(model, json.RootElement.GetProperty("path").GetString());
    }

    [TestMethod]
    public void ErrorsAreAloneOnStandardErrorAndSetTheExitCode()
    {
        (int code, string output, string error) = Run("info", "/no/such/file", "--json");
        Assert.AreEqual(3, code);
        Assert.AreEqual("", output);
        Assert.HasCount(1, error.Trim().Split('\n'));
        StringAssert.Contains(error, "/no/such/file");
    }

    [TestMethod]
    public void TheVersionIsOurs()
    {
        (int code, string output, _) = Run("--version");
        Assert.AreEqual(0, code);
        StringAssert.StartsWith(output, typeof(Program).Assembly.GetName().Version!.ToString(3));
    }

    [TestMethod]
    [DataRow("predict")]
    [DataRow("watch")]
    public void CtrlCEndsTheProgramWhileADecoderDoesNotComeToAnEnd(string command)
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
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "mmadfer.dll"), command, "-m", model, "--media", film])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MMADFER_FFMPEG"] = decoder;
        using Process process = Process.Start(start)!;
        try
        {
            while (!File.Exists(started) && !process.HasExited)
                Thread.Sleep(10);
            using (Process interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]))
                interrupt.WaitForExit();
            Assert.IsTrue(process.WaitForExit(TimeSpan.FromMinutes(1)), "it goes on");
            Assert.AreEqual(ExitCode.Cancelled, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "mmadfer.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
