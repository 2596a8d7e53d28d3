using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.TorchSharp.Tests;

[TestClass]
public sealed class TorchCpuGradientTests : GradientConformance
{
    private protected override Engine CreateEngine() => RequiredEngines.Create(TorchEngines.Cpu);
}
