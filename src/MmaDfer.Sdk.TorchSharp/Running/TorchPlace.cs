using TorchSharp;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>Where an engine computes and with what numbers.</summary>
internal sealed class TorchPlace(TorchEngine engine)
{
    public Device Device { get; } = engine.OnGpu ? new Device(DeviceType.CUDA, engine.Options.DeviceIndex) : CPU;

    public ScalarType Type { get; } = engine.Options.Precision switch
    {
        TorchPrecision.Float16 => ScalarType.Float16,
        TorchPrecision.BFloat16 => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    public bool OnGpu => engine.OnGpu;

    /// <summary>Whether float32 in the processor's memory is what is computed with: then nothing is copied.</summary>
    public bool IsHost => !OnGpu && Type == ScalarType.Float32;

    /// <summary>To be called by the thread that computes: libtorch counts its threads for each.</summary>
    public void Enter()
    {
        if (!OnGpu)
            set_num_threads(engine.Threads);
    }

    /// <summary>Takes over a tensor of float32 from the processor's memory.</summary>
    public Tensor Take(Tensor host)
    {
        Tensor there = OnGpu ? host.to(Device, disposeAfter: true) : host;
        // Numbers change on the device, which is quicker.
        return Type == ScalarType.Float32 ? there : there.to_type(Type, disposeAfter: true);
    }

    /// <summary>Memory for the caller's numbers, from which a GPU can copy by itself.</summary>
    public Tensor HostMemory(long[] sizes)
    {
        Tensor memory = zeros(sizes, ScalarType.Float32, CPU);
        if (!OnGpu)
            return memory.DetachFromDisposeScope();
        using (memory)
            return memory.pin_memory().DetachFromDisposeScope();
    }

    /// <summary>Memory where it is computed, which no scope of the caller's disposes of.</summary>
    public Tensor Memory(long[] sizes, ScalarType type) => zeros(sizes, type, Device).DetachFromDisposeScope();
}
