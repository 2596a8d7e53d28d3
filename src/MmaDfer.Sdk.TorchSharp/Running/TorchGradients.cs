using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>The gradients of a network's outputs, in the precision of the outputs, by the outputs' places.</summary>
internal sealed class TorchGradients : IDisposable
{
    private readonly Dictionary<int, Tensor> _values = [];

    /// <param name="place">Where to.</param>
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
