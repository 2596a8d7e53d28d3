using System.Runtime.InteropServices;
using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>packaging/gpu-check on a machine without a GPU: that the check itself works, and that it says what it is not.</summary>
[TestClass]
public sealed class GpuCheckTests
{
    private const string Loud = "THIS IS NO GPU";

    private static readonly string s_script = Path.Combine(PublishedLibrary.Root, "packaging", "gpu-check");

    private static TemporaryFolder? s_folder;

    /// <summary>The parts, with this build's program instead of a published one.</summary>
    private static TemporaryFolder Parts
    {
        get
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
                Assert.Inconclusive("SKIPPED: the check is for Linux x64.");
            RequiredTools.Program("python3", PublishedLibrary.RequiredBy);
            if (s_folder is null)
            {
                s_folder = new TemporaryFolder();
                (int code, string output, string error) = Run(["pack"]);
                Assert.AreEqual(0, code, output + error);
            }
            return s_folder;
        }
    }

    [ClassCleanup]
    public static void Cleanup() => s_folder?.Dispose();

    [TestMethod]
    public void PartsAreBelow60Megabytes()
    {
        string[] parts = Directory.GetFiles(Parts.Path, "part.*");
        Assert.IsNotEmpty(parts);
        foreach (string part in parts)
            Assert.IsLessThan(60_000_000, new FileInfo(part).Length, part);
        Assert.HasCount(parts.Length, File.ReadAllLines(Parts["sums"]));
    }

    [TestMethod]
    public void OnTheCpuItChecksTheEngineAndSaysThatThisIsNoGpu()
    {
        string libTorch = LibTorch();
        string file = Parts["cpu.json"];
        (int code, string output, string error) = Run(["run", "--cpu", "--tiny", "--quick", "--only", "torch", "--libtorch", libTorch, "--out", file, "--seconds", "280"]);
        Assert.AreEqual(0, code, output + error);
        Assert.HasCount(3, output.Split(Loud), output);
        JsonElement result = Read(file);
        Assert.IsFalse(result.GetProperty("isGpu").GetBoolean());
        StringAssert.Contains(result.GetProperty("note").GetString(), Loud);
        Assert.IsTrue(result.GetProperty("passed").GetBoolean());
        Assert.AreEqual(libTorch, result.GetProperty("libtorch").GetString());
        JsonElement runs = result.GetProperty("runs");
        Assert.IsGreaterThan(20, runs.GetProperty("torch-cpu conformance").GetProperty("count").GetInt32());
        JsonElement clip = runs.GetProperty("torch-cpu clip float32");
        Assert.IsLessThan(2e-5, clip.GetProperty("error").GetDouble());
        Assert.IsGreaterThan(0, clip.GetProperty("medianMs").GetDouble());
        JsonElement training = runs.GetProperty("torch-cpu training float32");
        Assert.IsLessThan(training.GetProperty("firstLoss").GetDouble(), training.GetProperty("lastLoss").GetDouble());
        // Where this Python has PyTorch, it is the same network there, and the figures are compared.
        bool hasPeer = result.GetProperty("pytorch").ValueKind == JsonValueKind.Object;
        Assert.AreEqual(hasPeer, runs.TryGetProperty("PyTorch clip float32", out JsonElement peer));
        if (hasPeer)
        {
            Assert.IsLessThan(2e-5, peer.GetProperty("error").GetDouble());
            Assert.IsGreaterThan(0, result.GetProperty("timeComparedWithPyTorch").GetProperty("torch-cpu clip float32").GetDouble());
        }
    }

    [TestMethod]
    public void WhatIsMissingIsSaidAndIsNoSuccess()
    {
        string file = Parts["missing.json"];
        (int code, string output, string error) = Run(["run", "--cpu", "--only", "none", "--out", file]);
        Assert.AreEqual(1, code, output + error);
        Assert.IsFalse(Read(file).GetProperty("passed").GetBoolean());

        Directory.CreateDirectory(Parts["empty"]);
        (code, output, error) = Run(["run", "--cpu", "--tiny", "--quick", "--only", "torch", "--libtorch", Parts["empty"], "--seconds", "1", "--out", file]);
        Assert.AreEqual(1, code, output + error);
        string[] missing = [.. Read(file).GetProperty("missing").EnumerateArray().Select(m => m.GetString()!)];
        Assert.IsTrue(missing.Any(m => m.Contains("has no libtorch_cpu.so", StringComparison.Ordinal)), string.Join('\n', missing));
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "nvidia-smi"))))
            return;
        (code, output, error) = Run(["run", "--out", file]);
        Assert.AreEqual(2, code, output + error);
        StringAssert.Contains(error, "There is no NVIDIA GPU here");
        Assert.AreEqual("no GPU", Read(file).GetProperty("failures").EnumerateArray().Single().GetString());
    }

    [TestMethod]
    public void ADamagedPartIsRefused()
    {
        using var folder = new TemporaryFolder();
        foreach (string part in (string[])[.. Directory.GetFiles(Parts.Path, "part.*"), Parts["sums"]])
            File.Copy(part, folder[Path.GetFileName(part)]);
        using (FileStream part = File.Open(folder["part.00"], FileMode.Open))
            part.WriteByte(0);
        (int code, _, string error) = Run(["run", "--cpu"], folder.Path);
        Assert.AreNotEqual(0, code);
        StringAssert.Contains(error, "a part is missing or damaged");
    }

    private static (int Code, string Output, string Error) Run(string[] arguments, string? folder = null) => Tool.Run(
        s_script, arguments, ("MMADFER_GPU_CHECK", folder ?? s_folder!.Path), ("MMADFER_GPU_CHECK_PROGRAM", Program()), ("MMADFER_LIBTORCH", ""),
        ("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))));

    /// <summary>Beside this project's output, in the same configuration.</summary>
    private static string Program() => Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Replace("MmaDfer.Packaging.Tests", "MmaDfer.Sdk.GpuCheck", StringComparison.Ordinal);

    private static JsonElement Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.Clone();
    }

    private static string LibTorch()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string folder = Path.Combine(cache, "libtorch-cpu-linux-x64", "2.10.0", "runtimes", "linux-x64", "native");
        return Directory.Exists(folder)
            ? folder
            : RequiredTools.Missing(PublishedLibrary.RequiredBy, $"there is no {folder}; a build of MmaDfer.Sdk.TorchSharp.Tests fetches it.");
    }
}
