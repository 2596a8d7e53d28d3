using System.Buffers.Binary;

namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>Reads a range of a <see cref="ByteSource"/> forward through a small buffer, never beyond its end.</summary>
internal sealed class ByteCursor(ByteSource source, long start, long end)
{
    private readonly byte[] _buffer = new byte[(int)Math.Clamp(end - start, 1, 1 << 16)];
    private int _next;
    private int _filled;
    private long _bufferEnd = start;

    public string Origin => source.Origin;

    /// <summary>Offset in the source of the next byte.</summary>
    public long Position => _bufferEnd - _filled + _next;

    public long Remaining => end - Position;

    public byte Byte()
    {
        if (_next == _filled)
            Fill();
        return _buffer[_next++];
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public double DoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>The next bytes. Their number is checked before anything is allocated.</summary>
    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)Remaining)
            throw EndsEarly();
        int length = checked((int)count);
        if (length <= _filled - _next)
        {
            _next += length;
            return _buffer.AsSpan(_next - length, length);
        }
        byte[] bytes = new byte[length];
        int buffered = _filled - _next;
        _buffer.AsSpan(_next, buffered).CopyTo(bytes);
        source.Read(_bufferEnd, bytes.AsSpan(buffered));
        _bufferEnd += length - buffered;
        _next = _filled = 0;
        return bytes;
    }

    private void Fill()
    {
        int count = (int)Math.Min(_buffer.Length, end - _bufferEnd);
        if (count <= 0)
            throw EndsEarly();
        source.Read(_bufferEnd, _buffer.AsSpan(0, count));
        _bufferEnd += count;
        _next = 0;
        _filled = count;
    }

    private ModelFileException EndsEarly() => new(
        $"{Origin}: cut short or damaged: its pickle ends in the middle of a value; download the checkpoint again.");
}
