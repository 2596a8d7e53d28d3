using System.Globalization;
using MmaDfer.Sdk.TorchSharp.Recording;
using MmaDfer.Sdk.Weights;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>
/// Weights that train, with their gradients: float32 on the device. On the processor the caller uses the same memory; for a GPU a copy,
/// which is made when it is requested.
/// </summary>
internal sealed class TorchParameters(TorchPlace place) : IDisposable
{
    // Gradients below 6e-8 would vanish in float16; with this factor they hardly ever overflow. A power of two changes no digit.
    private const float FirstScale = 4096;

    private readonly Dictionary<string, TorchParameter> _parameters = [];
    private bool _gradientsAreThere = true;

    public IReadOnlyCollection<string> Names => _parameters.Keys;

    /// <summary>Whether gradients are scaled up in the backward pass, so that it may have to be repeated.</summary>
    public bool MayRepeat { get; } = place.Type == ScalarType.Float16;

    /// <summary>Reads their initial values.</summary>
    /// <exception cref="ModelFileException">A weight cannot be read.</exception>
    public void Load(WeightStore store, IEnumerable<string> names)
    {
        foreach (string name in names)
            _parameters.Add(name, new TorchParameter(place, new Weight(store, store.Tensors[name]), sum: MayRepeat));
    }

    public bool Contains(string name) => _parameters.ContainsKey(name);

    /// <summary>A weight in the form and precision in which ops use it; the caller disposes it, unless it is the parameter itself.</summary>
    public Tensor Form(TorchConstant constant)
    {
        Tensor value = _parameters[constant.Weight.Name].Value;
        Tensor taken = place.Type == ScalarType.Float32 ? value : value.to_type(place.Type);
        if (constant.Transform is null)
            return taken;
        Tensor form = constant.Transform(taken);
        if (!ReferenceEquals(taken, value))
            taken.Dispose();
        return form;
    }

    /// <summary>Whether a form is the parameter itself.</summary>
    public bool IsItself(TorchConstant constant, Tensor form) => ReferenceEquals(form, _parameters[constant.Weight.Name].Value);

    public Span<float> Value(string name) => TorchWeights.Memory(_parameters[name].HostValue);

    public Span<float> Gradient(string name)
    {
        if (!_gradientsAreThere)
        {
            foreach (TorchParameter parameter in _parameters.Values)
                parameter.Download();
            if (place.OnGpu)
                cuda.synchronize(place.Device);
            _gradientsAreThere = true;
        }
        return TorchWeights.Memory(_parameters[name].HostGradient);
    }

    /// <summary>Copies the caller's values to the device.</summary>
    public void Upload()
    {
        using IDisposable mode = no_grad();
        foreach (TorchParameter parameter in _parameters.Values)
            parameter.Upload();
    }

    public void ZeroGradients()
    {
        using IDisposable mode = no_grad();
        foreach (TorchParameter parameter in _parameters.Values)
            parameter.Zero();
        _gradientsAreThere = !place.OnGpu;
    }

    /// <summary>Adds the gradients of a backward pass.</summary>
    /// <param name="backward">Runs the backward pass, with the gradients of the outputs multiplied by its argument.</param>
    public void Collect(Action<float> backward)
    {
        _gradientsAreThere = !place.OnGpu;
        if (!MayRepeat)
        {
            backward(1);
            return;
        }
        for (float scale = FirstScale; ; scale /= 2)
        {
            foreach (TorchParameter parameter in _parameters.Values)
                parameter.Begin();
            backward(scale);
            // A gradient that is infinite without scaling is really infinite.
            if (scale > 1 && !AreFinite())
                continue;
            foreach (TorchParameter parameter in _parameters.Values)
                parameter.AddUp(1 / scale);
            return;
        }
    }

    public void Dispose()
    {
        foreach (TorchParameter parameter in _parameters.Values)
            parameter.Dispose();
        _parameters.Clear();
    }

    private bool AreFinite()
    {
        using IDisposable mode = no_grad();
        using Tensor total = zeros(1, ScalarType.Float32, place.Device);
        foreach (TorchParameter parameter in _parameters.Values)
        {
            using Tensor sum = parameter.Found.sum();
            total.add_(sum);
        }
        return float.IsFinite(Convert.ToSingle(total.item<float>(), CultureInfo.InvariantCulture));
    }
}
