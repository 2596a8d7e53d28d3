using System.Buffers.Binary;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Safetensors;

/// <summary>A safetensors file: a length, a JSON header, then the tensors' bytes. Only the header is kept in memory.</summary>
internal sealed class SafetensorsFile : WeightStore
{
    private const int PrefixBytes = sizeof(long);

    private readonly ByteSource _source;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly long _dataStart;

    private SafetensorsFile(ByteSource source, SafetensorsHeader header, long dataStart)
    {
        _source = source;
        _entries = header.Entries;
        _dataStart = dataStart;
        Metadata = header.Metadata;
        Tensors = _entries.ToDictionary(e => e.Key, e => e.Value.Tensor);
    }

    public override string Origin => _source.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="ModelFileException">The file is missing, damaged or of another kind.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileBytes bytes = FileBytes.Open(path);
        try
        {
            return Open(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads a stream from its present position: a seekable one on demand (it must stay open as long as the store is used), any
    /// other into memory, up to the end of the tensors.
    /// </summary>
    /// <exception cref="ModelFileException">The stream cannot be read, is damaged or of another kind.</exception>
    public static SafetensorsFile Read(Stream stream, string origin) =>
        Open(stream.CanSeek ? new SeekableBytes(stream, origin) : new BufferedBytes(stream, origin));

    /// <summary>Owns the source from now on: it is disposed with the store, but not if this throws.</summary>
    public static SafetensorsFile Open(ByteSource source)
    {
        var arriving = source as BufferedBytes;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        if (!(arriving?.Has(PrefixBytes) ?? source.Length >= PrefixBytes))
            throw new ModelFileException($"{source.Origin}: too short for a model file; a .safetensors file begins with 8 bytes that hold the length of its header.");
        source.Read(0, prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length is < 2 or > SafetensorsHeader.MaxBytes)
            throw new ModelFileException($"{source.Origin}: damaged or not a safetensors file: its header claims {length} bytes; the length must be between 2 and {SafetensorsHeader.MaxBytes}.");
        long dataStart = PrefixBytes + (long)length;
        if (!(arriving?.Has(dataStart) ?? source.Length >= dataStart))
            throw new ModelFileException($"{source.Origin}: cut short: its header claims {length} bytes, more than the file holds; download or convert it again.");
        byte[] json = new byte[(int)length];
        source.Read(PrefixBytes, json);
        if (json[0] != '{')
            throw new ModelFileException($"{source.Origin}: damaged or not a safetensors file: its header must begin with an opening brace.");
        SafetensorsHeader header = SafetensorsHeader.Parse(json, source.Origin);
        long end = dataStart + header.DataBytes;
        if (arriving is null ? source.Length != end : !arriving.Has(end))
            throw new ModelFileException($"{source.Origin}: damaged or cut short: its header describes a file of {end} bytes{(arriving is null ? $", this one has {source.Length}" : ", the stream ended before")}; download or convert it again.");
        return new SafetensorsFile(source, header, dataStart);
    }

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        SafetensorsEntry entry = _entries[tensor.Name];
        int size = TensorTypes.Bytes(entry.Tensor.Type);
        CheckRange((entry.End - entry.Begin) / size, start, destination.Length);
        ElementReader.Read(_source, _dataStart + entry.Begin + start * size, entry.Tensor.Type, destination);
    }

    public override void Dispose() => _source.Dispose();
}
