using System.Runtime.InteropServices;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>A constant tensor of the graph.</summary>
internal sealed record GraphTensor(string Name, int[] Shape, float[] Numbers, long[] Integers)
{
    private const int MaxRank = 8, MaxSize = 1 << 22, Float = 1, Int64 = 7;

    public static GraphTensor Read(ReadOnlySpan<byte> message)
    {
        (string name, long type) = ("", 0);
        List<long> shape = [], integers = [];
        List<float> floats = [];
        ReadOnlySpan<byte> raw = default;
        var tensor = new ProtoReader(message);
        while (tensor.MoveNext())
        {
            switch (tensor.Field)
            {
                case 1:
                    tensor.AddInt64(shape);
                    break;
                case 2:
                    type = tensor.Int64();
                    break;
                case 4:
                    tensor.AddSingle(floats);
                    break;
                case 7:
                    tensor.AddInt64(integers);
                    break;
                case 8:
                    name = tensor.Text();
                    break;
                case 9:
                    raw = tensor.Bytes();
                    break;
                case 13:
                    throw new InvalidDataException($"the tensor {Printable.Text(name)} is in another file");
                case 14 when tensor.Int64() != 0:
                    throw new InvalidDataException($"the tensor {Printable.Text(name)} is in another file");
                case 14:
                    break;
                default:
                    tensor.Skip();
                    break;
            }
        }
        long size = 1;
        foreach (long length in shape)
            size = length is >= 0 and <= MaxSize && shape.Count <= MaxRank ? Math.Min(size * length, MaxSize + 1L) : MaxSize + 1L;
        if (size > MaxSize || type is not (Float or Int64))
            throw new InvalidDataException($"the tensor {Printable.Text(name)} has a type or shape that no face finder has");
        if (!raw.IsEmpty)
        {
            if (raw.Length != size * (type == Float ? 4 : 8))
                throw new InvalidDataException($"the tensor {Printable.Text(name)} has {raw.Length} bytes, which do not fit its shape");
            // ONNX is little-endian, as the processors are that this SDK is built for.
            if (type == Float)
                floats.AddRange(MemoryMarshal.Cast<byte, float>(raw));
            else
                integers.AddRange(MemoryMarshal.Cast<byte, long>(raw));
        }
        if ((type == Float ? floats.Count : integers.Count) != size)
            throw new InvalidDataException($"the tensor {Printable.Text(name)} has {(type == Float ? floats.Count : integers.Count)} numbers, but its shape needs {size}");
        foreach (float number in CollectionsMarshal.AsSpan(floats))
        {
            if (!float.IsFinite(number))
                throw new InvalidDataException($"the tensor {Printable.Text(name)} has numbers that are not finite");
        }
        return new(name, [.. shape.Select(length => (int)length)], [.. floats], [.. integers]);
    }
}
