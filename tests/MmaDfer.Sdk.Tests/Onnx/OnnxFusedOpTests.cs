using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Onnx;

[TestClass]
public sealed class OnnxFusedOpTests : OpConformance
{
    private protected override Engine CreateEngine() => new InterpretedEngine(new() { FusedAttention = true });
}
