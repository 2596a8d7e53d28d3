using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines.Onnx;

[TestClass]
public sealed class OnnxCpuNetworkTests : NetworkConformance
{
    private protected override Engine CreateEngine() => RequiredEngines.Create(EngineNames.OnnxCpu);
}
