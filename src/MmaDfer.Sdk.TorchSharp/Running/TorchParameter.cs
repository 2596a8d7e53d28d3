using MmaDfer.Sdk.Weights;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>A weight that trains.</summary>
internal sealed class TorchParameter : IDisposable
{
    private readonly Tensor _gradient;

    /// <param name="place">The device.</param>
    /// <param name="weight">Its initial values.</param>
    /// <param name="sum">Whether new gradients are kept apart, to be added when they are known to be finite.</param>
    public TorchParameter(TorchPlace place, Weight weight, bool sum)
    {
        using Tensor read = TorchWeights.Read(weight);
        long[] sizes = read.shape;
        Value = place.Memory(sizes, ScalarType.Float32);
        HostValue = place.OnGpu ? place.HostMemory(sizes) : Value;
        _gradient = place.Memory(sizes, ScalarType.Float32);
        HostGradient = place.OnGpu ? place.HostMemory(sizes) : _gradient;
        Found = sum ? place.Memory(sizes, ScalarType.Float32) : _gradient;
        TorchWeights.Memory(read).CopyTo(TorchWeights.Memory(HostValue));
        Upload();
        Value.requires_grad_();
        // Autograd adds to an existing gradient.
        Value.grad = Found;
    }

    /// <summary>The values on the device.</summary>
    public Tensor Value { get; }

    /// <summary>On the caller's side: the same on the processor.</summary>
    public Tensor HostValue { get; }

    /// <summary>On the caller's side: the same on the processor.</summary>
    public Tensor HostGradient { get; }

    /// <summary>The gradient to which autograd adds.</summary>
    public Tensor Found { get; }

    public void Upload()
    {
        if (!ReferenceEquals(Value, HostValue))
            Value.copy_(HostValue, nonBlocking: true);
    }

    public void Download()
    {
        if (!ReferenceEquals(_gradient, HostGradient))
            HostGradient.copy_(_gradient, nonBlocking: true);
    }

    public void Zero() => _gradient.zero_();

    /// <summary>Discards the new gradient.</summary>
    public void Begin()
    {
        using IDisposable mode = no_grad();
        Found.zero_();
    }

    /// <summary>Adds the new gradient to the sum.</summary>
    public void AddUp(float factor)
    {
        using IDisposable mode = no_grad();
        using global::TorchSharp.Scalar times = factor;
        _gradient.add_(Found, times);
    }

    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[Value, HostValue, _gradient, HostGradient, Found])
            tensor.Dispose();
    }
}
