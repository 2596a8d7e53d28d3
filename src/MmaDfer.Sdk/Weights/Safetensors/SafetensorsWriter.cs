using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Safetensors;

/// <summary>
/// Writes safetensors files tensor by tensor, so the memory needed does not depend on the size of the model. The same input gives the same
/// bytes: tensors in the order given, metadata sorted by key.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Chunk = 1 << 18;

    /// <summary>Writes tensors of a store as float32 (the values bit for bit) or float16 (rounded to nearest, ties to even).</summary>
    /// <param name="path">The file to write; an older one is replaced in one step at the end.</param>
    /// <param name="source">Holds the tensors.</param>
    /// <param name="tensors">The tensors to write, in this order.</param>
    /// <param name="half">Whether to store float16.</param>
    /// <param name="metadata">Metadata for the header.</param>
    /// <param name="progress">Receives the completed share, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the writing; nothing is left behind.</param>
    /// <exception cref="ModelFileException">
    /// The file cannot be written, the source cannot be read, or a value does not fit float16.
    /// </exception>
    public static void Write(
        string path,
        WeightStore source,
        IReadOnlyList<TensorInfo> tensors,
        bool half,
        IReadOnlyDictionary<string, string> metadata,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        TensorType type = half ? TensorType.Float16 : TensorType.Float32;
        byte[] header = Header([.. tensors.Select(t => t with { Type = type })], metadata, alignment: 8);
        long total = tensors.Sum(t => t.Shape.Count);
        AtomicFile.Write(path, header.Length + total * TensorTypes.Bytes(type), stream =>
        {
            stream.Write(header);
            WriteData(stream, source, tensors, half, total, progress, cancellationToken);
        });
    }

    /// <summary>Writes tensors of any types, whose bytes the caller writes.</summary>
    /// <param name="path">The file to write; an older one is replaced in one step at the end.</param>
    /// <param name="tensors">The tensors, in their order in the file; the first begins at a multiple of 64 bytes.</param>
    /// <param name="metadata">Metadata for the header.</param>
    /// <param name="write">Writes the bytes of a tensor. Called for each, in that order.</param>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public static void Write(
        string path, IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string> metadata, Action<TensorInfo, Stream> write)
    {
        const int cacheLine = 64;
        byte[] header = Header(tensors, metadata, cacheLine);
        long length = header.Length + tensors.Sum(t => t.Shape.Count * TensorTypes.Bytes(t.Type));
        AtomicFile.Write(path, length, stream =>
        {
            stream.Write(header);
            foreach (TensorInfo tensor in tensors)
                write(tensor, stream);
        });
    }

    private static void WriteData(
        Stream stream, WeightStore source, IReadOnlyList<TensorInfo> tensors, bool half, long total,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        float[] values = ArrayPool<float>.Shared.Rent(Chunk);
        Half[] halves = half ? ArrayPool<Half>.Shared.Rent(Chunk) : [];
        try
        {
            long done = 0;
            foreach (TensorInfo tensor in tensors)
            {
                long count = tensor.Shape.Count;
                for (long start = 0; start < count; start += Chunk)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Span<float> part = values.AsSpan(0, (int)Math.Min(Chunk, count - start));
                    source.Read(tensor, start, part);
                    if (half)
                        HalfRounding.Round(source.Origin, tensor.Name, part, halves, start);
                    stream.Write(half
                        ? MemoryMarshal.AsBytes(halves.AsSpan(0, part.Length))
                        : MemoryMarshal.AsBytes(part));
                    done += part.Length;
                    progress?.Report((double)done / total);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
            if (half)
                ArrayPool<Half>.Shared.Return(halves);
        }
    }

    private static byte[] Header(
        IReadOnlyList<TensorInfo> tensors, IReadOnlyDictionary<string, string> metadata, int alignment)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        buffer.Write("........"u8); // the length, known at the end
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (TensorInfo tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", TensorTypes.Name(tensor.Type));
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape.Sizes)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Shape.Count * TensorTypes.Bytes(tensor.Type));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Spaces after the JSON align the data, as in files of the original writer.
        int padding = -buffer.WrittenCount & (alignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        byte[] bytes = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - sizeof(long));
        return bytes;
    }
}
