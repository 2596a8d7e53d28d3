using MmaDfer.Sdk.Tensors;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>Memory of a network's inputs, on the caller's side and where they are computed with.</summary>
internal sealed class TorchInputs : IDisposable
{
    private readonly TorchPlace _place;
    private readonly Dictionary<string, (Tensor Host, Tensor Staged, Tensor There)> _inputs = [];

    /// <param name="place">Where to.</param>
    /// <param name="inputs">Their places in the program, and shapes.</param>
    /// <param name="program">Gets the tensors, which stay the same from run to run.</param>
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

    /// <summary>Brings what the caller has written there; the caller must not change it before the run is over.</summary>
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
