using System.Buffers.Binary;
using System.Text;

namespace MmaDfer.Sdk.Tests.Onnx;

/// <summary>A message in protobuf's wire format, read by the plainest possible reader: the twin of the SDK's writer.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtoMessage(ReadOnlyMemory<byte> bytes)
    {
        int place = 0;
        while (place < bytes.Length)
        {
            ulong tag = Varint(bytes.Span, ref place);
            int field = checked((int)(tag >> 3));
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(bytes.Span, ref place), default));
                    break;
                case 2:
                    int length = checked((int)Varint(bytes.Span, ref place));
                    _fields.Add((field, 0, bytes.Slice(place, length)));
                    place += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[place..]), default));
                    place += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7} of field {field}");
            }
        }
    }

    /// <summary>Numbers of all fields in the order in which they came.</summary>
    public IEnumerable<int> Fields => _fields.Select(f => f.Field);

    public bool Has(int field) => Fields.Contains(field);

    /// <summary>A whole number that is there at most once; 0 where it is missing, as protobuf has it.</summary>
    public long Integer(int field) => (long)_fields.SingleOrDefault(f => f.Field == field).Number;

    public float Real(int field) => BitConverter.UInt32BitsToSingle((uint)_fields.Single(f => f.Field == field).Number);

    /// <summary>A list of whole numbers, one by one.</summary>
    public long[] Integers(int field) => [.. _fields.Where(f => f.Field == field).Select(f => (long)f.Number)];

    public string Text(int field) => Texts(field).SingleOrDefault() ?? "";

    public string[] Texts(int field) => [.. Several(field).Select(b => Encoding.UTF8.GetString(b.Span))];

    public ReadOnlyMemory<byte> Bytes(int field) => Several(field).Single();

    public ProtoMessage Message(int field) => Messages(field).Single();

    public ProtoMessage[] Messages(int field) => [.. Several(field).Select(b => new ProtoMessage(b))];

    private IEnumerable<ReadOnlyMemory<byte>> Several(int field) => _fields.Where(f => f.Field == field).Select(f => f.Bytes);

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int place)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[place++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
