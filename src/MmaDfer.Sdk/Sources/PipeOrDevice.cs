namespace MmaDfer.Sdk.Sources;

/// <summary>Tells pipes, terminals and devices by their names alone: opening one may wait for ever for whoever writes it.</summary>
internal static class PipeOrDevice
{
    /// <summary>Whether a path leads to something without a length: a pipe or a device, or else an empty file.</summary>
    public static bool OrEmpty(string path)
    {
        if (!File.Exists(path))
            return false;
        FileSystemInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
        // The links behind /dev/stdin and a shell's <(...) lead to no name where they are pipes.
        return !file.Exists || file is FileInfo { Length: 0 };
    }
}
