namespace MmaDfer.Sdk.Engines;

/// <summary>
/// A network on an engine whose parameters can be changed and have gradients. For each batch: fill the inputs, run the forward pass,
/// read the outputs, write their gradients, run the backward pass. One caller at a time.
/// </summary>
internal abstract class TrainingSession : IDisposable
{
    /// <summary>Names of the parameters.</summary>
    public abstract IReadOnlyCollection<string> Parameters { get; }

    /// <summary>Names of the inputs.</summary>
    public abstract IReadOnlyCollection<string> Inputs { get; }

    /// <summary>Memory of an input, row-major, for the caller to fill before each run.</summary>
    public abstract Span<float> Input(string name);

    /// <summary>Memory of an output, row-major; valid until the next run.</summary>
    public abstract ReadOnlySpan<float> Output(string name);

    /// <summary>Memory of an output's gradient, for the caller to fill before the backward pass.</summary>
    public abstract Span<float> OutputGradient(string name);

    /// <summary>Values of a parameter; after changing any, call <see cref="ParametersChanged"/>.</summary>
    public abstract Span<float> Parameter(string name);

    /// <summary>Gradient of a parameter: the sum of all backward passes since <see cref="ZeroGradients"/>.</summary>
    public abstract Span<float> Gradient(string name);

    /// <summary>The forward pass: computes the outputs.</summary>
    public abstract void Forward();

    /// <summary>The backward pass: adds to the gradients of the parameters, from those of the outputs.</summary>
    public abstract void Backward();

    /// <summary>Makes changed values of parameters take effect.</summary>
    public abstract void ParametersChanged();

    /// <summary>Sets all gradients to 0.</summary>
    public virtual void ZeroGradients()
    {
        foreach (string name in Parameters)
            Gradient(name).Clear();
    }

    public abstract void Dispose();
}
