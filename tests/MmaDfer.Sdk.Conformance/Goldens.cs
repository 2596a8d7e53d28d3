using System.Text.Json;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// The golden data: numbers of the authors' own implementation, kept beside the repository in <c>../shared/goldens</c>
/// (or where the environment variable MMADFER_GOLDENS says). Tests that need them are skipped, loudly, where they are
/// missing; with MMADFER_REQUIRE_GOLDENS=1 a missing folder is a failure.
/// </summary>
internal static class Goldens
{
    public static string? Root { get; } = SharedFolder.Find("goldens");

    /// <summary>Full path of a golden file or folder; ends the test as inconclusive where the goldens are missing.</summary>
    public static string Path(params string[] parts) =>
        System.IO.Path.Combine([SharedFolder.Require("goldens", Root), .. parts]);

    public static JsonElement Json(params string[] parts)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path(parts)));
        return document.RootElement.Clone();
    }
}
