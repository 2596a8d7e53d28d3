using MmaDfer.Sdk.Tensors;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>Memory of a network's inputs, for the caller and on the device.</summary>
internal sealed class TorchInputs : IDisposable
{
    private readonly TorchPlace _place;
    private readonly Dictionary<string, (Tensor Host, Tensor Staged, Tensor There)> _inputs = [];

    /// <param name="place">The device.</param>
    /// <param name="inputs">Their slots in the program, and shapes.</param>
    /// <param name="program">Receives the tensors, which all runs use.</param>
    public TorchInputs(TorchPlace place, IReadOnlyDictionary<string, (int Slot, Shape Shape)> inputs, TorchProgram program)
    {
        _place = place;
        try
        {
            foreach ((string name, (int slot, Shape shape)) in inputs)
            {
                long[] sizes = TorchWeights.Sizes(shape);
                Tensor host = place.HostMemory(sizes);
                Tensor staged = place.OnGpu ? place.Memory(sizes, ScalarType.Float32) : host;
                Tensor there = place.Type == ScalarType.Float32 ? staged : place.Memory(sizes, place.Type);
                _inputs.Add(name, (host, staged, there));
                program.Slots[slot] = there;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyCollection<string> Names => _inputs.Keys;

    public Span<float> this[string name] => TorchWeights.Memory(_inputs[name].Host);

    /// <summary>Copies the caller's values to the device; the caller must not change them before the run ends.</summary>
    public void Upload()
    {
        if (_place.IsHost)
            return;
        foreach ((Tensor host, Tensor staged, Tensor there) in _inputs.Values)
        {
            if (!ReferenceEquals(host, staged))
                staged.copy_(host, nonBlocking: true);
            if (!ReferenceEquals(staged, there))
                there.copy_(staged);
        }
    }

    public void Dispose()
    {
        foreach ((Tensor host, Tensor staged, Tensor there) in _inputs.Values)
        {
            host.Dispose();
            staged.Dispose();
            there.Dispose();
        }
        _inputs.Clear();
    }
}

/// <summary>Memory of a network's outputs for the caller, in float32.</summary>
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

    /// <summary>Waits for the device and copies its results.</summary>
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

/// <summary>The gradients of a network's outputs, in their precision, by their slots.</summary>
internal sealed class TorchGradients : IDisposable
{
    private readonly Dictionary<int, Tensor> _values = [];

    /// <param name="place">The device.</param>
    /// <param name="given">What the caller has filled in.</param>
    /// <param name="scale">What they are multiplied by.</param>
    public TorchGradients(TorchPlace place, TorchOutputs given, float scale)
    {
        using global::TorchSharp.Scalar times = scale;
        foreach ((_, int slot, Tensor host) in given.All)
        {
            using Tensor scaled = host.mul(times);
            Tensor gradient = scaled.to(place.Type, place.Device, copy: true);
            // One value may be two outputs.
            if (_values.Remove(slot, out Tensor? other))
            {
                using (other)
                using (gradient)
                    _values.Add(slot, other.add(gradient));
            }
            else
            {
                _values.Add(slot, gradient);
            }
        }
    }

    public IReadOnlyDictionary<int, Tensor> Values => _values;

    public void Dispose()
    {
        foreach (Tensor gradient in _values.Values)
            gradient.Dispose();
    }
}
