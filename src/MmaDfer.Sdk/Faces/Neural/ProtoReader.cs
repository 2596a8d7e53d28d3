using System.Buffers.Binary;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>Reads the fields of a Protocol Buffers message (wire format: tag, then a varint, 4 or 8 bytes, or a length and bytes).</summary>
/// <param name="message">The message. Untrusted: every length is checked against what is left.</param>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private int _wire;

    /// <summary>Number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field, whose value must then be read or skipped.</summary>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        ulong tag = TakeVarint();
        (Field, _wire) = ((int)Math.Min(tag >> 3, int.MaxValue), (int)(tag & 7));
        return Field > 0 ? true : throw Damaged();
    }

    /// <summary>A whole number.</summary>
    public long Int64() => _wire == 0 ? (long)TakeVarint() : throw Damaged();

    /// <summary>A number of 4 bytes.</summary>
    public float Single() => _wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Damaged();

    /// <summary>Bytes, a text, or a message in the message.</summary>
    public ReadOnlySpan<byte> Bytes() => _wire == 2 ? Take(TakeVarint()) : throw Damaged();

    /// <summary>A text.</summary>
    public string Text() => System.Text.Encoding.UTF8.GetString(Bytes());

    /// <summary>Adds a whole number, or a packed list of them.</summary>
    public void AddInt64(List<long> numbers)
    {
        if (_wire == 0)
        {
            numbers.Add((long)TakeVarint());
            return;
        }
        var packed = new ProtoReader(Bytes());
        while (!packed._rest.IsEmpty)
            numbers.Add((long)packed.TakeVarint());
    }

    /// <summary>Adds a number of 4 bytes, or a packed list of them.</summary>
    public void AddSingle(List<float> numbers)
    {
        if (_wire == 5)
        {
            numbers.Add(Single());
            return;
        }
        var packed = new ProtoReader(Bytes());
        while (!packed._rest.IsEmpty)
            numbers.Add(BinaryPrimitives.ReadSingleLittleEndian(packed.Take(4)));
    }

    /// <summary>Skips the value.</summary>
    public void Skip()
    {
        switch (_wire)
        {
            case 0:
                TakeVarint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Take(TakeVarint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw Damaged();
        }
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw Damaged();
        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private ulong TakeVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }
        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("it is damaged, or no ONNX file");
}
