using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Windows;

/// <summary>The Windows build, with the ONNX Runtime for Windows, under Wine.</summary>
[TestClass]
public sealed class WindowsTests
{
    private static Wine? s_wine;
    private static TemporaryFolder? s_folder;

    [ClassCleanup]
    public static void Cleanup()
    {
        s_wine?.Dispose();
        s_folder?.Dispose();
    }

    // Not while the class starts: a test that is skipped says so itself.
    private static Wine Windows => s_wine ??= new Wine("windows", "packaging/windows");

    private static TemporaryFolder Folder => s_folder ??= new TemporaryFolder();

    [TestMethod]
    public void DoctorFindsTheEnginesOfWindows()
    {
        JsonElement json = Run("mmadfer/mmadfer.exe", ["doctor", "--json"], WineDisplay.WithDirectX12).Json();
        StringAssert.StartsWith(json.GetProperty("system").GetString(), "Microsoft Windows");
        StringAssert.EndsWith(json.GetProperty("onnxRuntime").GetProperty("path").GetString(), @"\onnxruntime.dll");
        JsonElement[] engines = [.. json.GetProperty("engines").EnumerateArray()];
        foreach (string works in (string[])["cpu", "onnx-cpu"])
            Assert.IsTrue(engines.Single(e => e.GetProperty("engine").GetString() == works).GetProperty("works").GetBoolean(), $"{json}");
        foreach (JsonElement engine in engines)
            Assert.IsGreaterThan(10, engine.GetProperty("reason").GetString()!.Length, $"{engine}");
    }

    [TestMethod]
    public void DirectXAdaptersAreListed()
    {
        JsonElement directML = DirectML(WineDisplay.WithDirectX12);
        JsonElement first = directML.GetProperty("devices")[0];
        Assert.AreEqual(0, first.GetProperty("index").GetInt32());
        Assert.IsGreaterThan(2, first.GetProperty("name").GetString()!.Length);
        Assert.IsGreaterThan(1_000_000, first.GetProperty("memory").GetInt64());
        StringAssert.Contains(DirectML(WineDisplay.None).GetProperty("problem").GetString(), "no display");

        static JsonElement DirectML(WineDisplay display) => Run("mmadfer/mmadfer.exe", ["devices", "--json"], display).Json()
            .GetProperty("engines").EnumerateArray().Single(e => e.GetProperty("engine").GetString() == "directml");
    }

    [TestMethod]
    public void TheCpuOfOnnxRuntimeForWindowsIsConformant()
    {
        const string ops = "ClassName~OnnxCpuOpTests", tiny = "ClassName~OnnxCpuNetworkTests&Name~tiny";
        CliRun run = Run(
            "tests/MmaDfer.Sdk.Tests.exe", ["--filter", $"{ops}|({tiny})", "--no-ansi", "--progress", "off"], WineDisplay.WithDirectX12,
            onnxRuntime: Windows.PlainOnnxRuntime);
        Console.WriteLine(run.Output);
        Assert.AreEqual(0, run.Code, run.Output + run.Error);
        // All ops, and the logits and blocks of the network.
        int passed = Count(run, "succeeded"), skipped = Count(run, "skipped");
        Assert.AreEqual(0, skipped, run.Output);
        Assert.IsGreaterThanOrEqualTo(26, passed, run.Output);
    }

    [TestMethod]
    [DataRow(WineDisplay.None, 0, "no display")]
    [DataRow(WineDisplay.WithoutDirectX12, 0, "it needs Windows 10 or later and a DirectX 12 GPU")]
    [DataRow(WineDisplay.WithDirectX12, 9, "there is no GPU with that index")]
    public void WithoutDirectMLTheNextEngineIsUsed(WineDisplay display, int device, string reason) =>
        StringAssert.Contains(DirectMLsRefusal(display, device), reason);

    [TestMethod]
    [DataRow(null)]
    [DataRow("dxil.dll")]
    public void AMissingOrWrongDirectMLLibraryIsNamed(string? insteadOfIt)
    {
        string folder = Directory.CreateDirectory(Folder[$"instead of DirectML {insteadOfIt ?? "nothing"}"]).FullName;
        File.Copy(Path.Combine(Windows.OnnxRuntime, "onnxruntime.dll"), Path.Combine(folder, "onnxruntime.dll"));
        if (insteadOfIt is not null)
            File.Copy(Path.Combine(Windows.OnnxRuntime, insteadOfIt), Path.Combine(folder, "DirectML.dll"));
        string refusal = DirectMLsRefusal(WineDisplay.WithDirectX12, 0, onnxRuntime: folder);
        StringAssert.Contains(refusal, "it needs DirectML.dll, which is missing or cannot be loaded");
    }

    [TestMethod]
    public void AWindowsWithoutDirect3D12HasNoDirectML() => StringAssert.Contains(
        DirectMLsRefusal(WineDisplay.WithDirectX12, 0, without: "d3d12"), "it needs DirectML.dll, which is missing or cannot be loaded");

    /// <summary>Lets Windows recognise a clip on DirectML or else the processor, which must do it; says why DirectML did not.</summary>
    private static string DirectMLsRefusal(WineDisplay display, int device, string? onnxRuntime = null, string? without = null)
    {
        string model = TinyModel.Write(Folder);
        string[] Arguments(Func<string, string> path, string engines) =>
            ["predict", "--model", path(model), "--frames", path(TestFiles.Face), "--audio", path(TestFiles.Voice), "--engine", engines, "--json"];
        JsonElement windows = Run(
            "mmadfer/mmadfer.exe", Arguments(Wine.PathOf, $"directml:{device},onnx-cpu"), display, onnxRuntime, without).Json();
        JsonElement here = CliRun.Of(Arguments(p => p, "cpu")).Json();
        Assert.AreEqual("onnx-cpu", windows.GetProperty("engine").GetString());
        foreach ((double expected, double actual) in Logits(here).Zip(Logits(windows)))
            Assert.AreEqual(expected, actual, 2e-5);
        JsonElement directML = windows.GetProperty("engines")[0];
        Assert.AreEqual("refused", directML.GetProperty("state").GetString());
        return directML.GetProperty("reason").GetString()!;
    }

    private static CliRun Run(string program, string[] arguments, WineDisplay display, string? onnxRuntime = null, string? without = null)
    {
        WineRun run = Windows.Run(program, arguments, display, onnxRuntime, without);
        return new CliRun(run.Code, run.Output, run.Error);
    }

    private static IEnumerable<double> Logits(JsonElement prediction) =>
        prediction.GetProperty("logits").EnumerateArray().Select(l => l.GetDouble());

    private static int Count(CliRun run, string what) =>
        int.Parse(Regex.Match(run.Output, $@"{what}: (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
}
