using System.Text.Json;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// The golden data: numbers of the authors' own implementation, kept beside the repository in <c>../shared/goldens</c>
/// (or where the environment variable MMADFER_GOLDENS says). Tests that need them are skipped, loudly, where they are
/// missing; with MMADFER_REQUIRE_GOLDENS=1 a missing folder is a failure.
/// </summary>
internal static class Goldens
{
    public static string? Root { get; } = Find();

    /// <summary>Full path of a golden file or folder; ends the test as inconclusive where the goldens are missing.</summary>
    public static string Path(params string[] parts)
    {
        if (Root is null)
        {
            const string why = "SKIPPED: no golden data found in ../shared/goldens beside the repository; set MMADFER_GOLDENS to the folder.";
            Console.Error.WriteLine(why);
            if (Environment.GetEnvironmentVariable("MMADFER_REQUIRE_GOLDENS") == "1")
                Assert.Fail(why);
            Assert.Inconclusive(why);
        }
        return System.IO.Path.Combine([Root, .. parts]);
    }

    public static JsonElement Json(params string[] parts)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path(parts)));
        return document.RootElement.Clone();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MMADFER_GOLDENS") is { Length: > 0 } given)
            return Directory.Exists(given) ? given : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, "shared", "goldens");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
