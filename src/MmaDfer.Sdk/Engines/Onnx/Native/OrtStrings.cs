using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>An array of strings in native memory, for one call.</summary>
internal sealed unsafe class OrtStrings : IDisposable
{
    private readonly int _count;

    public OrtStrings(params IReadOnlyList<string> texts)
    {
        _count = texts.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)Math.Max(_count, 1), (nuint)sizeof(byte*));
        for (int i = 0; i < _count; i++)
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
    }

    public byte** Pointer { get; private set; }

    public void Dispose()
    {
        if (Pointer is null)
            return;
        for (int i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
