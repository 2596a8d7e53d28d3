using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Engines that need more than this SDK. Where one is missing its tests are skipped, loudly; with its name in
/// MMADFER_REQUIRE_ENGINES (names with commas) a missing one is a failure.
/// </summary>
internal static class RequiredEngines
{
    private static readonly Dictionary<string, Lazy<string?>> s_problems = Problems();

    /// <summary>The engine of a name; ends the test as inconclusive where it does not work on this machine.</summary>
    public static Engine Create(string name, int threads = 2)
    {
        if (s_problems[name].Value is { } problem)
        {
            bool isTorch = name.StartsWith("torch-", StringComparison.Ordinal);
            string why = $"SKIPPED: {problem}{(isTorch ? "" : " (packaging/onnxruntime fetches ONNX Runtime for the tests.)")}";
            Console.Error.WriteLine(why);
            if ((Environment.GetEnvironmentVariable("MMADFER_REQUIRE_ENGINES") ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(name))
                Assert.Fail(why);
            Assert.Inconclusive(why);
        }
        return Named(name, threads);
    }

    /// <summary>Where the tests' ONNX Runtime is: where packaging/onnxruntime puts it, unless the engine would find one itself.</summary>
    /// <param name="gpu">The one with WebGPU (Linux) or DirectML (Windows) instead of the one that most people have.</param>
    public static string? OnnxRuntimeFolder(bool gpu = false)
    {
        if (Environment.GetEnvironmentVariable("MMADFER_ONNXRUNTIME") is { Length: > 0 })
            return null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "artifacts", gpu ? "onnxruntime-gpu" : "onnxruntime");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }

    private static Engine Named(string name, int threads) => EngineNames.Parse(name, threads) is OnnxEngine engine
        ? new OnnxEngine(engine.Options with { LibraryPath = OnnxRuntimeFolder(gpu: engine.Options.Provider is OnnxProvider.WebGpu or OnnxProvider.DirectML) })
        : EngineNames.Parse(name, threads);

    // Each is tried once, by the least that proves it: an op computed there.
    private static Dictionary<string, Lazy<string?>> Problems() =>
        EngineNames.All.ToDictionary(name => name, name => new Lazy<string?>(() =>
        {
            try
            {
                var fixture = new OpFixture(Named(name, threads: 1));
                fixture.AddInput("x", new Tensors.Shape(1, 2));
                fixture.Run((ops, input) => ops.Add(input("x"), input("x")));
                return null;
            }
            catch (EngineException missing)
            {
                return missing.Message;
            }
        }));
}
