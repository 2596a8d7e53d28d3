using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines;

[TestClass]
public sealed class EngineNamesTests
{
    [TestMethod]
    public void EveryNameGivesTheEngineThatBearsIt()
    {
        foreach (string name in EngineNames.All)
        {
            Assert.AreEqual(name, EngineNames.Parse(name).Name);
            Assert.AreEqual(name, EngineNames.Parse(name.ToUpperInvariant()).Name);
        }
        CollectionAssert.AllItemsAreUnique(EngineNames.All.ToList());
        Assert.HasCount(1 + Enum.GetValues<OnnxProvider>().Length, EngineNames.All);
    }

    [TestMethod]
    public void ThreadsAndTheDeviceAreTakenOver()
    {
        Assert.AreEqual(3, ((CpuEngine)EngineNames.Parse("cpu", 3)).Threads);
        var directML = (OnnxEngine)EngineNames.Parse("directml:2", 5);
        Assert.AreEqual(5, directML.Threads);
        Assert.AreEqual(2, directML.Options.DeviceIndex);
        StringAssert.Contains(directML.Description, "device 2");
    }

    [TestMethod]
    public void AutoIsAChoiceThatEndsWithTheCpu()
    {
        var picker = (EnginePicker)EngineNames.Parse("Auto", 3);
        Assert.AreEqual(EngineNames.Auto, picker.Name);
        CollectionAssert.AreEqual((string[])["onnx-cuda", "directml", "webgpu", "cpu"], picker.Candidates.Select(c => c.Name).ToArray());
        Assert.AreEqual(3, ((CpuEngine)picker.Candidates[^1]).Threads);
    }

    [TestMethod]
    public void NamesWithCommasAreAChoiceInThatOrder()
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
    public void OtherNamesAreRefusedInOneSentenceThatListsThoseThereAre(string name)
    {
        string message = Assert.ThrowsExactly<EngineException>(() => EngineNames.Parse(name)).Message;
        StringAssert.Contains(message, $"'{name}'");
        foreach (string known in EngineNames.All)
            StringAssert.Contains(message, known);
    }

    [TestMethod]
    public void EnginesComputeWithOtherNumbersWhereTheyCan()
    {
        var picker = (EnginePicker)EngineNames.Parse("webgpu,cpu").With(NumberFormat.Float16)!;
        Assert.IsTrue(((OnnxEngine)picker.Candidates[0]).Options.Half);
        Assert.IsInstanceOfType<CpuEngine>(picker.Candidates[1]);
        Assert.IsFalse(((OnnxEngine)picker.Candidates[0].With(NumberFormat.Float32)!).Options.Half);
        Assert.IsNull(new CpuEngine(1).With(NumberFormat.Float16));
        Assert.IsNull(new OnnxEngine().With(NumberFormat.BFloat16));
    }

    [TestMethod]
    public void ImpossibleSettingsAreProgrammingMistakes()
    {
        foreach (OnnxEngineOptions options in (OnnxEngineOptions[])[
            new() { Threads = -1 }, new() { Threads = 257 }, new() { DeviceIndex = 1 }, new() { Provider = OnnxProvider.Cuda, DeviceIndex = -1 },
            new() { Provider = OnnxProvider.WebGpu, DeviceIndex = 1 }, new() { Provider = (OnnxProvider)9 }])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new OnnxEngine(options), $"{options}");
    }
}
