using System.Diagnostics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Tests.Engines.Onnx;

/// <summary>
/// Execution providers that are plug-ins, with one that is made here: PlugIns/provider.c, whose devices are made up and compute nothing.
/// No real one could be had here.
/// </summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class OnnxPlugInTests
{
    private static readonly MmaDferNetwork s_network = new(TinyModel.Config, new DrawnWeights(TinyModel.Config, 1));

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void TheNetworkRunsWithAPlugInOnThePreferredDevice()
    {
        string plugIn = Compile("provider.c", "libfirst.so");
        float[] expected = Run(new CpuEngine(1));
        Closeness.Assert(expected, Run(PlugIn(plugIn)), 2e-5, "logits");
        CollectionAssert.AreEqual((string[])["Discrete Large"], Used(plugIn));
        // Registered once, used again.
        Closeness.Assert(expected, Run(PlugIn(plugIn)), 2e-5, "logits");
        CollectionAssert.AreEqual((string[])["Discrete Large", "Discrete Large"], Used(plugIn));
        StringAssert.Contains(PlugIn(plugIn).Description, "the preferred device");
    }

    [TestMethod]
    public void ADeviceIsChosenByItsPlaceInTheOrderOfPreference()
    {
        string plugIn = Compile("provider.c", "libsecond.so");
        for (int i = 0; i < 5; i++)
            Run(PlugIn(plugIn, index: i));
        CollectionAssert.AreEqual((string[])["Discrete Large", "Discrete Small", "Integrated GPU", "Neural One", "Imagined GPU"], Used(plugIn));
        string refusal = Refusal(PlugIn(plugIn, index: 5));
        StringAssert.Contains(refusal, "has no device 5; it has 0: Discrete Large, 1: Discrete Small, 2: Integrated GPU");
    }

    [TestMethod]
    public void APlugInThatCannotBeUsedIsRefusedInOneSentence()
    {
        StringAssert.Contains(Refusal(PlugIn(Compile("provider.c", "libnone.so", "-DNO_DEVICES"))), "it finds no device on this machine");
        File.WriteAllText(_folder["libtext.so"], "no library");
        StringAssert.Contains(Refusal(PlugIn(_folder["libtext.so"])), "cannot use the plug-in " + _folder["libtext.so"]);
        StringAssert.Contains(Refusal(PlugIn(_folder["libmissing.so"])), "no such file");
        StringAssert.Contains(Refusal(PlugIn("provider.so")), "cannot be used");
    }

    [TestMethod]
    public void APlugInBesideTheRuntimeIsFoundWhereItsProviderIsNotBuiltIn()
    {
        string runtime = Path.Combine(_folder.Path, "libonnxruntime.so");
        File.CreateSymbolicLink(runtime, Library());
        var engine = new OnnxEngine(new() { Provider = OnnxProvider.WebGpu, LibraryPath = runtime });
        StringAssert.Contains(Refusal(engine), "or put the plug-in of this provider beside it");
        string plugIn = Compile("provider.c", "libonnxruntime_providers_webgpu.so");
        Closeness.Assert(Run(new CpuEngine(1)), Run(engine), 2e-5, "logits");
        CollectionAssert.AreEqual((string[])["Discrete Large"], Used(plugIn));
    }

    [TestMethod]
    public void AnOlderRuntimeWorksAsBeforeAndRefusesPlugIns()
    {
        string older = Compile("older.c", "libonnxruntime.so", $"-DREAL=\"{Library()}\"");
        var processor = new OnnxEngine(new() { LibraryPath = older });
        Assert.AreEqual("1.21.0", processor.FindLibrary().Version);
        Closeness.Assert(Run(new CpuEngine(1)), Run(processor), 2e-5, "logits");
        Assert.IsEmpty(OrtDevice.All(OrtLibrary.Load(older)));
        string refusal = Refusal(new OnnxEngine(PlugIn(Compile("provider.c", "libthird.so")).Options with { LibraryPath = older }));
        StringAssert.Contains(refusal, $"needs ONNX Runtime 1.22 or later; {older} is 1.21.0");
    }

    [TestMethod]
    public void TheVariableAddsThePlugInToTheNamesAndToAuto()
    {
        Assert.DoesNotContain(EngineNames.OnnxPlugIn, EngineNames.All);
        var unnamed = (OnnxEngine)EngineNames.Parse(EngineNames.OnnxPlugIn);
        StringAssert.Contains(Refusal(new OnnxEngine(unnamed.Options with { LibraryPath = Library() })), "set MMADFER_ONNX_PROVIDER to it");
        string plugIn = Compile("provider.c", "libfourth.so");
        Environment.SetEnvironmentVariable(OrtPlugIns.Variable, plugIn);
        try
        {
            Assert.Contains(EngineNames.OnnxPlugIn, EngineNames.All);
            Assert.IsTrue(EnginePicker.CreateDefaultCandidates().Any(e => e.Name == EngineNames.OnnxPlugIn));
            var engine = (OnnxEngine)EngineNames.Parse("onnx-plugin:1");
            Run(new OnnxEngine(engine.Options with { LibraryPath = Library() }));
            CollectionAssert.AreEqual((string[])["Discrete Small"], Used(plugIn));
        }
        finally
        {
            Environment.SetEnvironmentVariable(OrtPlugIns.Variable, null);
        }
    }

    /// <summary>As Windows describes the GPUs of a laptop, in DirectX's order.</summary>
    [TestMethod]
    public void TheDiscreteGpuOfALaptopIsPreferred()
    {
        OrtDevice[] devices =
        [
            new(1, "DmlExecutionProvider", OrtDeviceKind.Gpu) { Description = "integrated", IsDiscrete = false, PerformanceIndex = 1 },
            new(2, "DmlExecutionProvider", OrtDeviceKind.Gpu) { Description = "unknown" },
            new(3, "DmlExecutionProvider", OrtDeviceKind.Gpu) { Description = "discrete", IsDiscrete = true, PerformanceIndex = 0 },
            new(4, "DmlExecutionProvider", OrtDeviceKind.Processor) { Description = "software" },
            new(5, "DmlExecutionProvider", OrtDeviceKind.NeuralProcessor) { Description = "neural" },
            new(6, "DmlExecutionProvider", OrtDeviceKind.Gpu) { Description = "remote", IsDiscrete = true, IsVirtual = true },
        ];
        CollectionAssert.AreEqual(
            (string[])["discrete", "unknown", "integrated", "neural", "software", "remote"],
            OrtDevice.InOrderOfPreference(devices).Select(d => d.Description).ToArray());
    }

    [TestMethod]
    public void TheRuntimeDescribesThisProcessor()
    {
        OrtDevice[] devices = OrtDevice.All(OrtLibrary.Load(Library()));
        OrtDevice processor = devices.Single(d => d.Provider == "CPUExecutionProvider");
        Assert.AreEqual((OrtDeviceKind.Processor, null, false), (processor.Kind, processor.IsDiscrete, processor.IsVirtual));
        Assert.IsGreaterThan(2, processor.Description.Length);
    }

    [TestMethod]
    public void OnlyProvidersThatComeAsPlugInsTakeOne()
    {
        foreach (OnnxProvider provider in (OnnxProvider[])[OnnxProvider.Cpu, OnnxProvider.DirectML, OnnxProvider.CoreML])
        {
            Assert.ThrowsExactly<ArgumentException>(() => new OnnxEngine(new() { Provider = provider, ProviderLibraryPath = "/a" }));
            Assert.ThrowsExactly<ArgumentException>(() => new OnnxEngine(new() { Provider = provider, ProviderName = "a" }));
        }
    }

    private static string Library() => ((OnnxEngine)RequiredEngines.Create(EngineNames.OnnxCpu)).FindLibrary().Path;

    // Registered names must differ in a process.
    private static OnnxEngine PlugIn(string path, int? index = null) =>
        new(new() { Provider = OnnxProvider.PlugIn, ProviderLibraryPath = path, DeviceIndex = index, LibraryPath = Library() });

    private static float[] Run(Engine engine)
    {
        using Session session = engine.Prepare(ops => s_network.Build(ops, batch: 1));
        foreach (string name in (string[])[MmaDferNetwork.AudioInput, MmaDferNetwork.FramesInput])
            HashedTensors.Uniform(name, 0, session.Input(name));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    private static string Refusal(Engine engine)
    {
        string message = Assert.ThrowsExactly<EngineException>(() => Run(engine)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    /// <summary>The devices of the sessions that were made, as the plug-in wrote them.</summary>
    private static string[] Used(string plugIn) => File.ReadAllLines(plugIn + ".log");

    private string Compile(string source, string library, string definition = "-DPLAIN")
    {
        string include = Path.Combine(Path.GetDirectoryName(Library())!, "include");
        if (!Directory.Exists(include))
            RequiredTools.Missing("MMADFER_REQUIRE_NATIVE", $"there are no headers in {include}; packaging/onnxruntime fetches them.");
        string file = Path.Combine(AppContext.BaseDirectory, "Engines", "Onnx", "PlugIns", source);
        var start = new ProcessStartInfo(
            RequiredTools.Program("gcc", "MMADFER_REQUIRE_NATIVE"),
            ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I", include, definition, file, "-o", _folder[library], "-ldl"])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors);
        return _folder[library];
    }
}
