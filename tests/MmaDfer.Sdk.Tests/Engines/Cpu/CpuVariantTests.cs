using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

[TestClass]
public sealed class CpuVariantTests : VariantConformance
{
    private protected override Engine CreateEngine() => new CpuEngine(2);
}
