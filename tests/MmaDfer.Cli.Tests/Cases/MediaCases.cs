using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Cases;

/// <summary>Files in <c>tests/Cases/media</c>, of kinds that once gave a wrong answer without a word. Drawn faces and voices.</summary>
internal static class MediaCases
{
    public static string Root { get; } = Path.Combine(Directory.GetParent(Goldens.Root)!.FullName, "Cases", "media");

    public static string File(string name) => Path.Combine([Root, .. name.Split('/')]);
}
