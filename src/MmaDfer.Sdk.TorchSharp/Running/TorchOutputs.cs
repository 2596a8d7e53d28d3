using MmaDfer.Sdk.Tensors;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>Memory of a network's outputs on the caller's side, in float32.</summary>
internal sealed class TorchOutputs : IDisposable
{
    private readonly Dictionary<string, (int Slot, Tensor Host)> _outputs = [];

    public TorchOutputs(TorchPlace place, IReadOnlyDictionary<string, (int Slot, Shape Shape)> outputs)
    {
        try
        {
            foreach ((string name, (int slot, Shape shape)) in outputs)
                _outputs.Add(name, (slot, place.HostMemory(TorchWeights.Sizes(shape))));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Span<float> this[string name] => TorchWeights.Memory(_outputs[name].Host);

    public IEnumerable<(string Name, int Slot, Tensor Host)> All => _outputs.Select(o => (o.Key, o.Value.Slot, o.Value.Host));

    /// <summary>Waits for the device and brings its results.</summary>
    public void Download(TorchProgram program)
    {
        foreach ((int slot, Tensor host) in _outputs.Values)
        {
            using Tensor result = program.Slots[slot]!.detach(), full = result.to_type(ScalarType.Float32);
            host.copy_(full);
        }
    }

    public void Dispose()
    {
        foreach ((_, Tensor host) in _outputs.Values)
            host.Dispose();
        _outputs.Clear();
    }
}
