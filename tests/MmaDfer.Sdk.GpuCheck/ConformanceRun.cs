using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.GpuCheck;

/// <summary>Runs the conformance tests on one engine without a test platform, which needs the .NET SDK.</summary>
internal static class ConformanceRun
{
    /// <param name="create">Makes the engine.</param>
    /// <param name="folders">Golden models whose tests run.</param>
    /// <param name="chosen">Names of the suites that run; null for all.</param>
    public static JsonObject Run(Func<Engine> create, string[] folders, string[]? chosen)
    {
        Suite.Create = create;
        List<Type> suites = [typeof(Ops), typeof(Network)];
        if (EngineNames.Trainers.Contains(create().Name))
            suites.AddRange([typeof(Gradients), typeof(Training), typeof(Variants)]);
        int passed = 0;
        JsonArray failed = [], skipped = [];
        foreach (Type suite in suites.Where(s => chosen?.Contains(s.Name) ?? true))
        {
            foreach (MethodInfo method in suite.GetMethods().Where(m => m.IsDefined(typeof(TestMethodAttribute))))
            {
                foreach (object?[] row in Rows(suite, method))
                {
                    if (row is [string folder, ..] && Directory.Exists(Goldens.Path(folder)) && !folders.Contains(folder))
                        continue;
                    string name = $"{suite.Name}.{method.Name}({string.Join(", ", row)})";
                    long start = Stopwatch.GetTimestamp();
                    switch (Problem(suite, method, row))
                    {
                        case null:
                            passed++;
                            break;
                        case AssertInconclusiveException reason:
                            skipped.Add($"{name}: {reason.Message}");
                            break;
                        case var problem:
                            failed.Add($"{name}: {problem.GetType().Name}: {problem.Message}");
                            break;
                    }
                    Console.Error.WriteLine($"{name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s");
                }
            }
        }
        return new JsonObject { ["passed"] = passed > 0 && failed.Count == 0, ["count"] = passed, ["failed"] = failed, ["skipped"] = skipped };
    }

    private static Exception? Problem(Type suite, MethodInfo method, object?[] row)
    {
        try
        {
            method.Invoke(Activator.CreateInstance(suite), row);
            return null;
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException;
        }
    }

    private static IEnumerable<object?[]> Rows(Type suite, MethodInfo method)
    {
        object?[][] given = [.. method.GetCustomAttributes<DataRowAttribute>().Select(r => r.Data!)];
        ITestDataSource[] sources = [.. method.GetCustomAttributes<DynamicDataAttribute>()];
        IEnumerable<object?[]> rows = given.Concat(sources.SelectMany(s => s.GetData(method)));
        return method.GetParameters().Length == 0 ? [[]] : rows;
    }

    /// <summary>The engine of the suites, which are made by reflection.</summary>
    private static class Suite
    {
        public static Func<Engine> Create { get; set; } = null!;
    }

    public sealed class Ops : OpConformance
    {
        private protected override Engine CreateEngine() => Suite.Create();
    }

    public sealed class Network : NetworkConformance
    {
        private protected override Engine CreateEngine() => Suite.Create();
    }

    public sealed class Gradients : GradientConformance
    {
        private protected override Engine CreateEngine() => Suite.Create();
    }

    public sealed class Training : TrainingConformance
    {
        private protected override Engine CreateEngine() => Suite.Create();
    }

    public sealed class Variants : VariantConformance
    {
        private protected override Engine CreateEngine() => Suite.Create();
    }
}
