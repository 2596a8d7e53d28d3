using MmaDfer.Sdk;

namespace MmaDfer.Cli.Output;

/// <summary>Says early what is bound to fail when a result is written at the end.</summary>
internal static class OutputFile
{
    /// <param name="path">The file to write.</param>
    /// <param name="example">What a right name looks like.</param>
    /// <exception cref="ModelFileException">The path is that of a folder, or in none.</exception>
    public static void Check(string path, string example)
    {
        string? folder = Path.GetDirectoryName(path);
        if (Directory.Exists(path) || Path.GetFileName(path).Length == 0)
            throw new ModelFileException($"'{path}': cannot be written: this is no file; name a file such as {example}.");
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
            throw new ModelFileException($"'{path}': cannot be written: its folder does not exist; name a file in an existing folder.");
    }
}
