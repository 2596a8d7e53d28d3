using System.Text.Json;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// The golden data: numbers of the authors' own implementation, in <c>tests/Goldens</c> (its README says how they were made), or
/// where the environment variable MMADFER_GOLDENS says.
/// </summary>
internal static class Goldens
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("MMADFER_GOLDENS") is { Length: > 0 } given ? given : Find();

    /// <summary>Full path of a golden file or folder.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public static JsonElement Json(params string[] parts)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path(parts)));
        return document.RootElement.Clone();
    }

    // Tests run somewhere below the checkout, where bin/ and artifacts/ are.
    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, "tests", "Goldens");
            if (Directory.Exists(candidate))
                return candidate;
        }
        throw new DirectoryNotFoundException(
            $"No folder tests/Goldens above {AppContext.BaseDirectory}: run the tests inside a checkout, or set MMADFER_GOLDENS.");
    }
}
