using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>Memory that ONNX Runtime reads or writes in place as a tensor.</summary>
internal sealed unsafe class OrtTensor : IDisposable
{
    private const int DeviceAllocator = 0, DefaultMemory = 0;

    private readonly AlignedMemory _memory;
    private readonly OrtHandle _value;
    private readonly int _bytes;

    /// <summary>Allocates, without clearing.</summary>
    public OrtTensor(OrtLibrary library, OnnxType type, Shape shape)
    {
        long bytes = shape.Count * type switch
        {
            OnnxType.Float16 => sizeof(ushort),
            OnnxType.Float32 => sizeof(float),
            _ => sizeof(long),
        };
        Type = type;
        Shape = shape;
        _bytes = checked((int)bytes);
        _memory = new AlignedMemory((bytes + sizeof(float) - 1) / sizeof(float));
        try
        {
            _value = new OrtHandle(CreateValue(library, type, shape), library.Api.ReleaseValue);
        }
        catch
        {
            _memory.Dispose();
            throw;
        }
    }

    public OnnxType Type { get; }

    public Shape Shape { get; }

    public Span<byte> Bytes => new(_memory.Address, _bytes);

    /// <summary>The elements of a float32 tensor.</summary>
    public Span<float> Floats => new(_memory.Address, _bytes / sizeof(float));

    public nint Value => _value.Pointer;

    public void Dispose()
    {
        _value.Dispose();
        _memory.Dispose();
    }

    private nint CreateValue(OrtLibrary library, OnnxType type, Shape shape)
    {
        nint pointer, value;
        library.Check(library.Api.CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory, &pointer), "cannot describe memory");
        using var memory = new OrtHandle(pointer, library.Api.ReleaseMemoryInfo);
        long[] sizes = new long[shape.Rank];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = shape[i];
        fixed (long* first = sizes)
            library.Check(
                library.Api.CreateTensorWithDataAsOrtValue(
                    memory.Pointer, _memory.Address, (nuint)_bytes, first, (nuint)sizes.Length, (int)type, &value),
                "cannot describe a tensor");
        return value;
    }
}

/// <summary>The inputs or the outputs of a session: memory that all runs use.</summary>
internal sealed unsafe class OrtArguments : IDisposable
{
    private readonly Dictionary<string, OrtTensor> _tensors = [];
    private readonly OrtStrings _names;
    private readonly nint[] _values;

    public OrtArguments(OrtLibrary library, IReadOnlyList<OnnxValue> arguments)
    {
        Count = (nuint)arguments.Count;
        _names = new OrtStrings([.. arguments.Select(a => a.Name)]);
        // Pinned, since runs use its address.
        _values = GC.AllocateArray<nint>(arguments.Count, pinned: true);
        try
        {
            for (int i = 0; i < _values.Length; i++)
            {
                var tensor = new OrtTensor(library, arguments[i].Type, arguments[i].Shape);
                _tensors.Add(arguments[i].Name, tensor);
                tensor.Bytes.Clear();
                _values[i] = tensor.Value;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public nuint Count { get; }

    public byte** Names => _names.Pointer;

    public nint* Values => (nint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));

    /// <summary>The elements of an input or output.</summary>
    public Span<float> this[string name] => _tensors[name].Floats;

    public void Dispose()
    {
        foreach (OrtTensor tensor in _tensors.Values)
            tensor.Dispose();
        _names.Dispose();
    }
}
