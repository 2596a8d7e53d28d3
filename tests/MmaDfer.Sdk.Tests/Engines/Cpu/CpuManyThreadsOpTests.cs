using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

/// <summary>More threads than processors and than items: work is cut finer, and waiting threads must give way.</summary>
[TestClass]
public sealed class CpuManyThreadsOpTests : OpConformance
{
    private protected override Engine CreateEngine() => new CpuEngine(7);
}
