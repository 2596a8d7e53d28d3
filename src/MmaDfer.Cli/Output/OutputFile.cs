using MmaDfer.Sdk;

namespace MmaDfer.Cli.Output;

/// <summary>Checks early whether a result can be written at the end.</summary>
internal static class OutputFile
{
    /// <param name="path">The file to write.</param>
    /// <param name="example">Example of a valid name.</param>
    /// <exception cref="ModelFileException">The path is a folder, or its folder does not exist.</exception>
    public static void Check(string path, string example)
    {
        string? folder = Path.GetDirectoryName(path);
        if (Directory.Exists(path) || Path.GetFileName(path).Length == 0)
            throw new ModelFileException($"'{path}': cannot be written: it is not a file; name a file such as {example}.");
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
            throw new ModelFileException($"'{path}': cannot be written: its folder does not exist; name a file in an existing folder.");
    }
}
