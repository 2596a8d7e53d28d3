using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines.Onnx;

[TestClass]
public sealed class WebGpuNetworkTests : NetworkConformance
{
    private protected override Engine CreateEngine() => RequiredEngines.Create(EngineNames.WebGpu);
}
