using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines.Onnx;

/// <summary>The small network only: where WebGPU runs on a software driver, the real size takes minutes a clip.</summary>
[TestClass]
public sealed class WebGpuNetworkTests
{
    [TestMethod]
    public void LogitsEqualTheAuthors() => new Conformance().LogitsEqualTheAuthors("tiny");

    [TestMethod]
    public void EveryBlockEqualsTheAuthors() => new Conformance().EveryBlockEqualsTheAuthors("tiny");

#pragma warning disable MSTEST0030 // No test class: the two tests above use it for the one size.
    private sealed class Conformance : NetworkConformance
#pragma warning restore MSTEST0030
    {
        private protected override Engine CreateEngine() => RequiredEngines.Create(EngineNames.WebGpu);
    }
}
