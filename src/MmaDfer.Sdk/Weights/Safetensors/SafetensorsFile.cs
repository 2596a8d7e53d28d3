using System.Buffers.Binary;
using System.Text.Json;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Safetensors;

/// <summary>A safetensors file: a length, a JSON header, then the tensors' bytes. Only the header is kept in memory.</summary>
/// <param name="source">The file; owned.</param>
/// <param name="header">Its header, checked against the length of the file.</param>
/// <param name="dataStart">Where the tensors' bytes begin.</param>
internal sealed class SafetensorsFile(ByteSource source, SafetensorsHeader header, long dataStart) : WeightStore
{
    private const int PrefixBytes = sizeof(long);

    public ByteSource Source => source;

    public override string Origin => source.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; } = header.Entries.ToDictionary(e => e.Key, e => e.Value.Tensor);

    public override IReadOnlyDictionary<string, string> Metadata => header.Metadata;

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
        (TensorInfo stored, long begin, long end) = header.Entries[tensor.Name];
        int size = TensorTypes.Bytes(stored.Type);
        CheckRange((end - begin) / size, start, destination.Length);
        ElementReader.Read(source, dataStart + begin + start * size, stored.Type, destination);
    }

    /// <summary>Where in <see cref="Source"/> the bytes of a tensor begin.</summary>
    public long OffsetOf(TensorInfo tensor) => dataStart + header.Entries[tensor.Name].Begin;

    public override void Dispose() => source.Dispose();
}

/// <summary>The JSON header of a safetensors file, read strictly: anything invalid or ambiguous in it is an error.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Maximum length of a header in bytes, number of tensors and number of dimensions; a base model has 60 KB, 506 and 4.</summary>
    public const int MaxBytes = 4 << 20, MaxTensors = 8192, MaxRank = 16;
    private readonly string _origin;

    private SafetensorsHeader(string origin) => _origin = origin;

    public Dictionary<string, SafetensorsEntry> Entries { get; } = [];

    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Bytes of all tensors together.</summary>
    public long DataBytes { get; private set; }

    /// <exception cref="ModelFileException">The header breaks a rule of the format.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string origin)
    {
        var header = new SafetensorsHeader(origin);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            header.ReadAll(ref reader);
        }
        // Text that is not valid UTF-8, or contains half a surrogate pair, throws an InvalidOperationException.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw header.Wrong($"is not valid JSON ({Printable.Text(exception.Message)})");
        }
        header.CheckCover();
        return header;
    }

    private void ReadAll(ref Utf8JsonReader reader)
    {
        bool metadata = false;
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        while (NextKey(ref reader, out string name))
        {
            if (name != "__metadata__")
                ReadEntry(ref reader, name);
            else if (metadata)
                throw Wrong("has '__metadata__' twice");
            else
            {
                metadata = true;
                ReadMetadata(ref reader);
            }
        }
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object of strings as '__metadata__'");
        while (NextKey(ref reader, out string key))
        {
            Expect(ref reader, JsonTokenType.String, $"a string as metadata '{Printable.Text(key)}'");
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw Wrong($"has the metadata '{Printable.Text(key)}' twice");
        }
    }

    private void ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string quoted = $"'{Printable.Text(name)}'";
        TensorType? type = null;
        int[]? shape = null;
        long begin = -1, end = -1;
        Expect(ref reader, JsonTokenType.StartObject, $"an object for the tensor {quoted}");
        while (NextKey(ref reader, out string key))
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"a string as type of the tensor {quoted}");
                    string text = reader.GetString()!;
                    if (TensorTypes.Unsupported(text) is { } kind)
                        throw new ModelFileException($"{_origin}: the tensor {quoted} holds {kind} ({text}), which are not supported; save the weights as float32, float16 or bfloat16.");
                    type = TensorTypes.OfName(text)
                        ?? throw Wrong($"gives the tensor {quoted} the type '{Printable.Text(text)}', not one of {TensorTypes.Allowed}");
                    break;
                case "shape" when shape is null:
                    shape = ReadShape(ref reader, quoted);
                    break;
                case "data_offsets" when begin < 0:
                    Expect(ref reader, JsonTokenType.StartArray, $"two offsets for the tensor {quoted}");
                    begin = ReadLong(ref reader, $"offset of the tensor {quoted}");
                    end = ReadLong(ref reader, $"offset of the tensor {quoted}");
                    Expect(ref reader, JsonTokenType.EndArray, $"no more than two offsets for the tensor {quoted}");
                    break;
                default:
                    throw Wrong($"has an unknown or repeated key '{Printable.Text(key)}' in the tensor {quoted}");
            }
        }
        if (type is null || shape is null || begin < 0)
            throw Wrong($"lacks dtype, shape or data_offsets of the tensor {quoted}");
        long bytes = TensorSize.Bytes(shape, type.Value);
        if (bytes < 0 || end - begin != bytes)
            throw Wrong($"gives the tensor {quoted} of shape [{string.Join(", ", shape)}] and type {TensorTypes.Name(type.Value)} {end - begin} bytes; shape and type need {(bytes < 0 ? "more than any file has" : bytes)}");
        if (Entries.Count == MaxTensors)
            throw Wrong($"lists more than {MaxTensors} tensors");
        if (!Entries.TryAdd(name, new(new TensorInfo(name, new Shape(shape), type.Value), begin, end)))
            throw Wrong($"lists the tensor {quoted} twice");
    }

    private int[] ReadShape(ref Utf8JsonReader reader, string quoted)
    {
        var sizes = new List<int>();
        Expect(ref reader, JsonTokenType.StartArray, $"a list as shape of the tensor {quoted}");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (sizes.Count == MaxRank)
                throw Wrong($"gives the tensor {quoted} more than {MaxRank} dimensions");
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int size) || size < 0)
                throw Wrong($"has a size in the shape of the tensor {quoted} that is not an integer between 0 and {int.MaxValue}");
            sizes.Add(size);
        }
        return [.. sizes];
    }

    private long ReadLong(ref Utf8JsonReader reader, string what)
    {
        Expect(ref reader, JsonTokenType.Number, $"a number as {what}");
        return reader.TryGetInt64(out long value) && value >= 0
            ? value
            : throw Wrong($"has an {what} that is not an integer of at least 0");
    }

    private static bool NextKey(ref Utf8JsonReader reader, out string key)
    {
        reader.Read();
        key = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw Wrong($"does not have {what}");
    }

    /// <summary>The tensors must cover the data exactly: without gaps, in which bytes could hide, and without overlaps.</summary>
    private void CheckCover()
    {
        foreach (SafetensorsEntry entry in Entries.Values.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != DataBytes)
                throw Wrong($"places the tensor '{Printable.Text(entry.Tensor.Name)}' at byte {entry.Begin}; the one before ends at {DataBytes}, and there must be neither gap nor overlap");
            DataBytes = entry.End;
        }
    }

    private ModelFileException Wrong(string what) => new(
        $"{_origin}: damaged or not a safetensors file: its header {what}; download or convert the file again.");
}

/// <summary>A tensor of a safetensors file and the range of its bytes, counted from the end of the header.</summary>
internal readonly record struct SafetensorsEntry(TensorInfo Tensor, long Begin, long End);
