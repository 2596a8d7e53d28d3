using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Cases;

/// <summary>Files in <c>tests/Cases</c>, of kinds that once gave a wrong answer without a word. Drawn faces, made-up voices and weights.</summary>
internal static class CaseFiles
{
    private static readonly string s_root = Path.Combine(Directory.GetParent(Goldens.Root)!.FullName, "Cases");

    public static string Media(string name) => Path.Combine([s_root, "media", .. name.Split('/')]);

    public static string Model(string name) => Path.Combine([s_root, "models", .. name.Split('/')]);

    /// <summary>Copies a list of clips into a folder, and a face and a voice to each place that it names.</summary>
    /// <returns>The copied list.</returns>
    public static string WithClips(TemporaryFolder folder, string list)
    {
        string copy = folder["set.csv"];
        File.Copy(list, copy);
        Directory.CreateDirectory(folder["clips"]);
        foreach (string field in File.ReadAllLines(copy).SelectMany(row => row.Split(',')).Where(f => f.StartsWith("clips/", StringComparison.Ordinal)))
            File.Copy(field.EndsWith(".wav", StringComparison.Ordinal) ? TestFiles.Voice : TestFiles.Face, folder[field], overwrite: true);
        return copy;
    }
}
