using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>An object of ONNX Runtime that we own, released on dispose or by the finalizer.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged<nint, void> _release;

    public OrtHandle(nint pointer, delegate* unmanaged<nint, void> release)
        : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(pointer);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>For calls; the caller keeps this object alive until they return.</summary>
    public nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        _release(handle);
        return true;
    }
}
