using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines.Onnx.Windows;

[TestClass]
public sealed class DirectMLNetworkTests : NetworkConformance
{
    private protected override Engine CreateEngine() => RequiredEngines.Create(EngineNames.DirectML);
}
