using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>The inputs or the outputs of a session: memory for each, made once and used by all runs.</summary>
internal sealed unsafe class OrtArguments : IDisposable
{
    private readonly Dictionary<string, OrtTensor> _tensors = [];
    private readonly OrtStrings _names;
    private readonly nint[] _values;

    public OrtArguments(OrtLibrary library, IReadOnlyList<OnnxValue> arguments)
    {
        Count = (nuint)arguments.Count;
        _names = new OrtStrings([.. arguments.Select(a => a.Name)]);
        // Pinned for good: runs hand over its address.
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

    /// <summary>The elements of one.</summary>
    public Span<float> this[string name] => _tensors[name].Floats;

    public void Dispose()
    {
        foreach (OrtTensor tensor in _tensors.Values)
            tensor.Dispose();
        _names.Dispose();
    }
}
