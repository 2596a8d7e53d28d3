using Microsoft.Win32.SafeHandles;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>
/// The bytes of a model file or stream. Reading is safe from several threads at once; disposing is not safe during a read.
/// </summary>
internal abstract class ByteSource(string origin) : IDisposable
{
    /// <summary>Name of the file in errors: usually its path.</summary>
    public string Origin { get; } = origin;

    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ModelFileException">They cannot be read, or the file ends too early.</exception>
    public abstract void Read(long offset, Span<byte> destination);

    public virtual void Dispose()
    {
    }

    protected ModelFileException EndsEarly() => new(
        $"{Origin}: the file ended while it was being read; it was truncated or replaced meanwhile, and must not change while it is read.");
}

/// <summary>
/// A file, read directly into the destination with positioned reads. Deliberately not a memory mapping: measured on the base
/// model (717 MB, warm page cache) both take 65 to 100 ms, but the mapping keeps the whole file resident (747 MB against 53 MB),
/// and if another process truncates a mapped file, this process crashes instead of getting an exception.
/// </summary>
internal sealed class FileBytes : ByteSource
{
    private readonly SafeFileHandle _file;

    private FileBytes(string origin, SafeFileHandle file, long length)
        : base(origin)
    {
        _file = file;
        Length = length;
    }

    public override long Length { get; }

    /// <exception cref="ModelFileException">The file does not exist or cannot be opened.</exception>
    public static FileBytes Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            throw new ModelFileException("The path of a model file is empty; a .safetensors or .pth file is needed.");
        string origin = Printable.Path(path);
        if (Directory.Exists(path))
            throw new ModelFileException($"{origin}: this is a folder; a .safetensors or .pth file is needed.");
        SafeFileHandle? file = null;
        try
        {
            if (PipeOrDevice.OrEmpty(path))
                throw new ModelFileException($"{origin}: the file is empty, or a pipe or device, which is not read; a .safetensors or .pth file is needed.");
            file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
            return new FileBytes(origin, file, RandomAccess.GetLength(file));
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            file?.Dispose();
            throw FileFault.Reading(origin, exception);
        }
    }

    public override void Read(long offset, Span<byte> destination)
    {
        try
        {
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(_file, destination, offset);
                if (read == 0)
                    throw EndsEarly();
                destination = destination[read..];
                offset += read;
            }
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            throw FileFault.Reading(Origin, exception);
        }
    }

    public override void Dispose() => _file.Dispose();
}
