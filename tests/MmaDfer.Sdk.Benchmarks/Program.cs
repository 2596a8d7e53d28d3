using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- --filter '*MatMul*'
BenchmarkSwitcher.FromAssembly(typeof(MmaDfer.Sdk.Benchmarks.MatMulBenchmarks).Assembly).Run(args);
