namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>
/// Writes a file completely or not at all: into a temporary file in the same folder, which is flushed to the disk and then renamed to
/// the target. After any error, the temporary file is deleted and an older target is unchanged.
/// </summary>
internal static class AtomicFile
{
    private const int Unspecific = unchecked((int)0x80131620);

    /// <param name="path">The target.</param>
    /// <param name="length">Number of bytes, reserved first so that a full disk is noticed at once.</param>
    /// <param name="write">Writes them.</param>
    /// <exception cref="ModelFileException">The folder is missing, not writable or full.</exception>
    public static void Write(string path, long length, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        string origin = Printable.Path(path);
        if (Directory.Exists(path))
            throw new ModelFileException($"{origin}: cannot be written: this is a folder; name a file.");
        string temporary = Temporary(path, origin);
        try
        {
            using (FileStream file = Create(temporary, length))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception)
        {
            Delete(temporary);
            if (FileFault.Is(exception))
                throw FileFault.Writing(origin, exception);
            throw;
        }
    }

    private static string Temporary(string path, string origin)
    {
        try
        {
            string full = Path.GetFullPath(path);
            if (Path.GetFileName(full).Length == 0)
                throw new ModelFileException($"{origin}: cannot be written: it names no file; add a file name.");
            // A short name: the name of the target with a suffix could be too long for the file system.
            return Path.Combine(Path.GetDirectoryName(full)!, $".mmadfer-{Path.GetRandomFileName()}.tmp");
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            throw FileFault.Writing(origin, exception);
        }
    }

    private static FileStream Create(string path, long length)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
                PreallocationSize = length,
            });
        }
        catch (IOException exception) when (exception.HResult == Unspecific)
        {
            // A new file with a unique name fails without an error code only if its length cannot be reserved.
            throw new IOException(exception.Message, FileFault.DiskFull);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            // The first error is the one to report.
        }
    }
}
