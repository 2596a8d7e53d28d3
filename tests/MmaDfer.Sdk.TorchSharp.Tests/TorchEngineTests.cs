using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.TorchSharp.Native;

namespace MmaDfer.Sdk.TorchSharp.Tests;

/// <summary>How the engines are known and chosen, with libtorch or without.</summary>
[TestClass]
public sealed class TorchEngineTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void RegisteredEnginesAreKnownByName()
    {
        TorchEngines.Register();
        CollectionAssert.IsSubsetOf((string[])["torch-cuda", "torch-cpu"], EngineNames.All.ToArray());
        CollectionAssert.AllItemsAreUnique(EngineNames.All.ToList());
        var gpu = (TorchEngine)EngineNames.Parse("Torch-CUDA:2", 3);
        Assert.AreEqual(TorchDevice.Cuda, gpu.Options.Device);
        Assert.AreEqual(2, gpu.Options.DeviceIndex);
        var processor = (TorchEngine)EngineNames.Parse("torch-cpu", 3);
        Assert.AreEqual("torch-cpu (TorchSharp, 3 threads, float32)", $"{processor}");
        Assert.AreEqual(3, processor.Threads);
        Assert.AreEqual(Precision.BFloat16, ((TorchEngine)processor.WithPrecision(Precision.BFloat16)!).Options.Precision);
        Assert.AreEqual(3, ((TorchEngine)processor.WithPrecision(Precision.Float16)!).Threads);
        Assert.IsNull(processor.WithPrecision(Precision.Int8));
        var error = Assert.ThrowsExactly<EngineException>(() => EngineNames.Parse("torch-cpu:1"));
        StringAssert.Contains(error.Message, "torch-cuda take a device index (onnx-cuda:1)");
        Assert.AreEqual("torch-cuda", EnginePicker.CreateDefaultCandidates()[0].Name);
        Assert.DoesNotContain("torch-cpu", EnginePicker.CreateDefaultCandidates().Select(e => e.Name));
    }

    [TestMethod]
    public void ImpossibleSettingsThrowArgumentOutOfRange()
    {
        foreach (TorchEngineOptions options in (TorchEngineOptions[])[
            new() { Threads = -1 }, new() { Threads = 257 }, new() { DeviceIndex = -1 }, new() { Device = TorchDevice.Cpu, DeviceIndex = 1 },
            new() { Device = (TorchDevice)9 }, new() { Precision = (Precision)9 },
            new() { Precision = Precision.Int8 }])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TorchEngine(options), $"{options}");
    }

    [TestMethod]
    public void APickerAcceptsEachPrecision()
    {
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu);
        foreach (Precision precision in (Precision[])[Precision.Float32, Precision.Float16, Precision.BFloat16])
        {
            var picker = new EnginePicker([new TorchEngine(((TorchEngine)engine).Options with { Precision = precision })]);
            EngineReport report = picker.ProbeCandidates()[0];
            Assert.AreEqual(EngineState.Ready, report.State, report.Reason);
        }
    }

    /// <summary>Where CUDA works there is nothing to see here; there the others of this name have run.</summary>
    [TestMethod]
    public void WithoutAGpuTheNextEngineRuns()
    {
        RequiredEngines.Create(TorchEngines.Cpu);
        var picker = new EnginePicker([new TorchEngine(), new CpuEngine(2)]);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(TinyModel.Write(_folder), new() { Engine = picker });
        EngineReport gpu = recognizer.Engines[0];
        if (gpu.State == EngineState.InUse)
            Assert.Inconclusive("SKIPPED: torch-cuda works on this machine.");
        Assert.AreEqual("cpu", recognizer.Engine.Name);
        Assert.AreEqual(EngineState.Refused, gpu.State);
        StringAssert.StartsWith(gpu.Reason, "The engine 'torch-cuda' ");
        Assert.DoesNotContain('\n', gpu.Reason);
    }

    [TestMethod]
    public void MissingFilesAreReportedWithoutLoadingAnything()
    {
        string empty = _folder["empty"];
        Directory.CreateDirectory(empty);
        var engine = new TorchEngine(new() { Device = TorchDevice.Cpu, LibraryPath = empty });
        StringAssert.Contains(engine.DescribeMissingFiles(), $"none was found ({TorchFiles.FileName("torch_cpu")} is not in {empty})");
        Assert.ThrowsExactly<EngineException>(() => engine.FindLibrary());
        RequiredEngines.Create(TorchEngines.Cpu);
        Assert.IsNull(new TorchEngine(new() { Device = TorchDevice.Cpu }).DescribeMissingFiles());
    }

    [TestMethod]
    public void AProcessHasOneLibTorch()
    {
        using Session session = TinyNetwork.Prepare(RequiredEngines.Create(TorchEngines.Cpu));
        var other = new TorchEngine(new() { Device = TorchDevice.Cpu, LibraryPath = _folder["other"] });
        var error = Assert.ThrowsExactly<EngineException>(() => TinyNetwork.Prepare(other));
        StringAssert.Contains(error.Message, "but this process has already loaded the one in");
    }
}
