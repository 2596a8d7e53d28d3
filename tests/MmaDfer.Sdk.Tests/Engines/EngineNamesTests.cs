using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Engines;

[TestClass]
public sealed class EngineNamesTests
{
    [TestMethod]
    public void EveryNameGivesTheEngineWithThatName()
    {
        foreach (string name in EngineNames.All)
        {
            Assert.AreEqual(name, EngineNames.Parse(name).Name);
            Assert.AreEqual(name, EngineNames.Parse(name.ToUpperInvariant()).Name);
        }
        CollectionAssert.AllItemsAreUnique(EngineNames.All.ToList());
    }

    [TestMethod]
    public void OnlyNamesOfThisSystemAreListed()
    {
        string[] foreign = OperatingSystem.IsWindows() ? ["coreml"] : OperatingSystem.IsMacOS() ? ["directml", "onnx-cuda"] : ["directml", "coreml"];
        CollectionAssert.AreEqual(
            ((string[])["cpu", "onnx-cpu", "onnx-cuda", "directml", "webgpu", "coreml"]).Except(foreign).ToArray(), EngineNames.All.ToArray());
        foreach (string wrong in (string[])["warp", "webgpu:1", "cpu,auto"])
        {
            string message = Assert.ThrowsExactly<EngineException>(() => EngineNames.Parse(wrong)).Message;
            foreach (string name in foreign)
                Assert.DoesNotContain(name, message);
        }
    }

    [TestMethod]
    public void AnEngineOfAnotherSystemNamesThatSystem()
    {
        (string name, string system) = OperatingSystem.IsWindows() ? ("coreml", "macOS") : ("directml", "Windows");
        Engine engine = EngineNames.Parse($"{name},cpu") is EnginePicker picker ? picker.Candidates[0] : null!;
        Assert.AreEqual(name, engine.Name);
        string message = Assert.ThrowsExactly<EngineException>(() => WindowSession.Prepare(engine)).Message;
        StringAssert.StartsWith(message, $"The engine '{name}' needs {system}");
        StringAssert.EndsWith(message, $"available here: {string.Join(", ", EngineNames.All)}.");
    }

    [TestMethod]
    public void ThreadsAndDeviceAreUsed()
    {
        Assert.AreEqual(3, ((CpuEngine)EngineNames.Parse("cpu", 3)).Threads);
        var directML = (OnnxEngine)EngineNames.Parse("directml:2", 5);
        Assert.AreEqual(5, directML.Threads);
        Assert.AreEqual(2, directML.Options.DeviceIndex);
        StringAssert.Contains(directML.Description, "device 2");
    }

    [TestMethod]
    public void AutoIsAPickerThatEndsWithTheCpu()
    {
        var picker = (EnginePicker)EngineNames.Parse("Auto", 3);
        Assert.AreEqual(EngineNames.Auto, picker.Name);
        CollectionAssert.AreEqual((string[])["onnx-cuda", "directml", "webgpu", "cpu"], picker.Candidates.Select(c => c.Name).ToArray());
        Assert.AreEqual(3, ((CpuEngine)picker.Candidates[^1]).Threads);
    }

    [TestMethod]
    public void NamesWithCommasArePickersInThatOrder()
    {
        var picker = (EnginePicker)EngineNames.Parse("directml:1, DirectML,cpu", 3);
        CollectionAssert.AreEqual((string[])["directml", "directml", "cpu"], picker.Candidates.Select(c => c.Name).ToArray());
        Assert.AreEqual(1, ((OnnxEngine)picker.Candidates[0]).Options.DeviceIndex);
        Assert.AreEqual(3, ((CpuEngine)picker.Candidates[2]).Threads);
    }

    [TestMethod]
    [DataRow("cpu,auto")]
    [DataRow("webgpu,cpu,CPU")]
    [DataRow("auto:1")]
    [DataRow("warp")]
    [DataRow("")]
    [DataRow("webgpu:1")]
    [DataRow("cpu:0")]
    [DataRow("directml:-1")]
    [DataRow("directml:")]
    [DataRow("onnx-cuda:99999999999")]
    public void OtherNamesAreRefusedWithAListOfTheValidNames(string name)
    {
        string message = Assert.ThrowsExactly<EngineException>(() => EngineNames.Parse(name)).Message;
        StringAssert.Contains(message, $"'{name}'");
        foreach (string known in EngineNames.All)
            StringAssert.Contains(message, known);
    }

    [TestMethod]
    public void EnginesChangePrecisionWhereTheyCan()
    {
        var picker = (EnginePicker)EngineNames.Parse("webgpu,cpu").WithPrecision(Precision.Float16)!;
        Assert.AreEqual(Precision.Float16, ((OnnxEngine)picker.Candidates[0]).Options.Precision);
        Assert.IsInstanceOfType<CpuEngine>(picker.Candidates[1]);
        Assert.AreEqual(Precision.Float32, ((OnnxEngine)picker.Candidates[0].WithPrecision(Precision.Float32)!).Options.Precision);
        Assert.IsNull(new CpuEngine(1).WithPrecision(Precision.Float16));
        Assert.IsNull(new OnnxEngine().WithPrecision(Precision.BFloat16));
        Assert.IsNull(new OnnxEngine().WithPrecision(Precision.Int8));
        picker = (EnginePicker)EngineNames.Parse("webgpu,cpu", 3).WithPrecision(Precision.Int8)!;
        Assert.AreEqual(Precision.Float32, ((OnnxEngine)picker.Candidates[0]).Options.Precision);
        Assert.AreEqual(Precision.Int8, ((CpuEngine)picker.Candidates[1]).Precision);
        Assert.AreEqual(3, ((CpuEngine)picker.Candidates[1]).Threads);
        CpuEngine low = new(1) { LowPriority = true };
        Assert.IsTrue(((CpuEngine)low.WithPrecision(Precision.Int8)!).LowPriority);
        StringAssert.Contains(low.WithPrecision(Precision.Int8)!.Description, "1 thread, int8 (");
        StringAssert.EndsWith(low.WithPrecision(Precision.Int8)!.WithPrecision(Precision.Float32)!.Description, "1 thread, float32");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CpuEngine { Precision = Precision.Float16 });
    }

    [TestMethod]
    public void ImpossibleSettingsThrowArgumentOutOfRange()
    {
        foreach (OnnxEngineOptions options in (OnnxEngineOptions[])[
            new() { Threads = -1 }, new() { Threads = 257 }, new() { DeviceIndex = 1 }, new() { Provider = OnnxProvider.Cuda, DeviceIndex = -1 },
            new() { Provider = OnnxProvider.WebGpu, DeviceIndex = 1 }, new() { Provider = (OnnxProvider)9 }])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new OnnxEngine(options), $"{options}");
    }
}
