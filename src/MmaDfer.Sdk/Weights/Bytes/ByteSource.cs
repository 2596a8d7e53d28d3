namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>
/// The bytes of a model file, wherever they are. Reading is safe from several threads at once; disposing is not safe during
/// a read.
/// </summary>
internal abstract class ByteSource(string origin) : IDisposable
{
    /// <summary>What errors call these bytes: a path, usually.</summary>
    public string Origin { get; } = origin;

    public abstract long Length { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ModelFileException">They cannot be read, or the file ends before.</exception>
    public abstract void Read(long offset, Span<byte> destination);

    public virtual void Dispose()
    {
    }

    protected ModelFileException EndsEarly() => new(
        $"{Origin}: the file ended while it was being read; it was cut or replaced meanwhile, and must stay as it is.");
}
