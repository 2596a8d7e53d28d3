using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>Turns what libtorch throws into one sentence.</summary>
internal static class TorchFault
{
    /// <summary>Whether an exception is libtorch's or TorchSharp's, not ours or the caller's.</summary>
    public static bool Is(Exception exception) =>
        exception is ExternalException || exception is InvalidOperationException && exception.Source == "TorchSharp";

    /// <summary>The exception for the caller.</summary>
    public static EngineException Of(TorchEngine engine, Exception exception)
    {
        string reason = exception.Message.ReplaceLineEndings("\n");
        // After the reason come its places in libtorch's source.
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

    /// <summary>As the GPU's allocator says it, and as the processor's does.</summary>
    private static bool IsOutOfMemory(string reason) =>
        reason.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("CUBLAS_STATUS_ALLOC_FAILED", StringComparison.Ordinal);
}
