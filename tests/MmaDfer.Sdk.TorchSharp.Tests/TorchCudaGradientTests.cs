using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.TorchSharp.Tests;

[TestClass]
public sealed class TorchCudaGradientTests : GradientConformance
{
    private protected override Engine CreateEngine() => RequiredEngines.Create(TorchEngines.Cuda);
}
