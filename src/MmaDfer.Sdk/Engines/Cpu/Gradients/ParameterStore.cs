using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// The weights of a network, some of which are parameters: these have memory for their changing values and their gradients; all others
/// are read from the store below.
/// </summary>
internal sealed unsafe class ParameterStore : WeightStore
{
    private readonly WeightStore _below;
    private readonly Dictionary<string, (AlignedMemory Value, AlignedMemory Gradient)> _parameters = [];

    /// <param name="below">Has all weights, and the initial values of the parameters; stays the caller's.</param>
    /// <param name="names">Names of the parameters.</param>
    public ParameterStore(WeightStore below, IEnumerable<string> names)
    {
        _below = below;
        foreach (string name in names)
        {
            TensorInfo tensor = below.Tensors[name];
            // Kernels read whole vectors, up to a panel beyond the end.
            var value = new AlignedMemory(tensor.Shape.Count + Kernels.MicroKernel.Columns);
            var gradient = new AlignedMemory(tensor.Shape.Count + Kernels.MicroKernel.Columns);
            value.Clear();
            gradient.Clear();
            below.Read(tensor, 0, new Span<float>(value.Address, checked((int)tensor.Shape.Count)));
            _parameters.Add(name, (value, gradient));
        }
    }

    public override string Origin => _below.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _below.Tensors;

    public override IReadOnlyDictionary<string, string> Metadata => _below.Metadata;

    public IEnumerable<string> Names => _parameters.Keys;

    public bool Contains(string name) => _parameters.ContainsKey(name);

    public Span<float> Value(string name) => new(ValueAddress(name), checked((int)Tensors[name].Shape.Count));

    public Span<float> Gradient(string name) => new(GradientAddress(name), checked((int)Tensors[name].Shape.Count));

    public float* ValueAddress(string name) => _parameters[name].Value.Address;

    public float* GradientAddress(string name) => _parameters[name].Gradient.Address;

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        if (Contains(tensor.Name))
            Value(tensor.Name).Slice(checked((int)start), destination.Length).CopyTo(destination);
        else
            _below.Read(tensor, start, destination);
    }

    public override void Dispose()
    {
        foreach ((AlignedMemory value, AlignedMemory gradient) in _parameters.Values)
        {
            value.Dispose();
            gradient.Dispose();
        }
    }
}
