using BenchmarkDotNet.Running;
using MmaDfer.Sdk.Benchmarks;

// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- --filter '*MatMul*'
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- soak [HOURS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- frame-times [SECONDS]
switch (args)
{
    case ["soak", .. string[] rest]:
        ReliabilityRuns.Soak(rest);
        break;
    case ["frame-times", .. string[] rest]:
        ReliabilityRuns.FrameTimes(rest);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(MatMulBenchmarks).Assembly).Run(args);
        break;
}
