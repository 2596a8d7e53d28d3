using System.Diagnostics;
using System.Text.Json;

namespace MmaDfer.Cli.Tests;

/// <summary>The program as the system runs it.</summary>
[TestClass]
public sealed class ProcessTests
{
    [TestMethod]
    public void JsonIsAloneOnStandardOutput()
    {
        using var folder = new TestFolder();
        string model = folder.Model();
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
