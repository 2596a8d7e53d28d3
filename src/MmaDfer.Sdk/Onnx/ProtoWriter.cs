using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MmaDfer.Sdk.Onnx;

/// <summary>Writes one message in protobuf's wire format: fields in the order of the calls, each with its number.</summary>
internal sealed class ProtoWriter
{
    private const int Varint = 0, LengthDelimited = 2, Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>A whole number (int32, int64, enumeration).</summary>
    public void Integer(int field, long value)
    {
        Tag(field, Varint);
        Number((ulong)value);
    }

    /// <summary>A float.</summary>
    public void Real(int field, float value)
    {
        Tag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
    }

    /// <summary>A string.</summary>
    public void Text(int field, string text)
    {
        BytesFollow(field, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
    }

    /// <summary>A message within this one.</summary>
    public void Message(int field, ProtoWriter message)
    {
        BytesFollow(field, message._bytes.WrittenCount);
        _bytes.Write(message.Written);
    }

    /// <inheritdoc cref="Message(int, ProtoWriter)"/>
    public void Message(int field, Action<ProtoWriter> write)
    {
        var message = new ProtoWriter();
        write(message);
        Message(field, message);
    }

    /// <summary>The start of bytes or of a message; the caller writes the content after it.</summary>
    public void BytesFollow(int field, long length)
    {
        Tag(field, LengthDelimited);
        Number((ulong)length);
    }

    private void Tag(int field, int wireType) => Number((ulong)(field << 3 | wireType));

    private void Number(ulong value)
    {
        const int longest = 10;
        Span<byte> span = _bytes.GetSpan(longest);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
