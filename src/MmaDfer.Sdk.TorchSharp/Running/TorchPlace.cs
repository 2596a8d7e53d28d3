using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;
using TorchSharp;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>The device and the number format of an engine.</summary>
internal sealed class TorchPlace(TorchEngine engine)
{
    public Device Device { get; } = engine.OnGpu ? new Device(DeviceType.CUDA, engine.Options.DeviceIndex) : CPU;

    public ScalarType Type { get; } = engine.Options.Precision switch
    {
        Precision.Float16 => ScalarType.Float16,
        Precision.BFloat16 => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    public bool OnGpu => engine.OnGpu;

    /// <summary>Whether it computes with float32 in the processor's memory: then nothing is copied.</summary>
    public bool IsHost => !OnGpu && Type == ScalarType.Float32;

    /// <summary>Must be called by the thread that computes: libtorch's number of threads is a setting of each thread.</summary>
    public void Enter()
    {
        if (!OnGpu)
            set_num_threads(engine.Threads);
    }

    /// <summary>Moves a float32 tensor from the processor's memory; the caller's tensor is disposed or returned.</summary>
    public Tensor Take(Tensor host)
    {
        Tensor there = OnGpu ? host.to(Device, disposeAfter: true) : host;
        // Converted on the device, which is faster.
        return Type == ScalarType.Float32 ? there : there.to_type(Type, disposeAfter: true);
    }

    /// <summary>Memory for the caller's values, pinned for a GPU.</summary>
    public Tensor HostMemory(long[] sizes)
    {
        Tensor memory = zeros(sizes, ScalarType.Float32, CPU);
        if (!OnGpu)
            return memory.DetachFromDisposeScope();
        using (memory)
            return memory.pin_memory().DetachFromDisposeScope();
    }

    /// <summary>Memory on the device, which no dispose scope of the caller disposes.</summary>
    public Tensor Memory(long[] sizes, ScalarType type) => zeros(sizes, type, Device).DetachFromDisposeScope();
}

/// <summary>Turns exceptions of libtorch into an <see cref="EngineException"/>.</summary>
internal static class TorchFault
{
    /// <summary>Whether an exception comes from libtorch or TorchSharp.</summary>
    public static bool Is(Exception exception) =>
        exception is ExternalException || exception is InvalidOperationException && exception.Source == "TorchSharp";

    /// <summary>The exception for the caller.</summary>
    public static EngineException Of(TorchEngine engine, Exception exception)
    {
        string reason = exception.Message.ReplaceLineEndings("\n");
        // The reason is followed by locations in libtorch's source.
        int end = reason.IndexOf("\nException raised from", StringComparison.Ordinal);
        reason = NativeMessage.Part(end < 0 ? reason : reason[..end]);
        if (IsOutOfMemory(exception.Message))
            return new EngineException(
                engine.OnGpu
                    ? $"The GPU {engine.Options.DeviceIndex} has too little free memory for the engine '{engine.Name}' ({reason}): use float16 or smaller batches, or close other programs that use it."
                    : $"There is too little free memory for the engine '{engine.Name}' ({reason}): use smaller batches, or close other programs.",
                exception) { IsOutOfMemory = true };
        return new EngineException($"libtorch failed on the engine '{engine.Name}': {reason}.", exception);
    }

    /// <summary>The messages of the GPU's and of the processor's allocator.</summary>
    private static bool IsOutOfMemory(string reason) =>
        reason.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("CUBLAS_STATUS_ALLOC_FAILED", StringComparison.Ordinal);
}
