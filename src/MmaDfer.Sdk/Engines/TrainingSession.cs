namespace MmaDfer.Sdk.Engines;

/// <summary>
/// A network on an engine whose parameters can be changed and have gradients. For each batch: fill the inputs, run
/// forwards, read the outputs, write their gradients, run backwards. One caller at a time.
/// </summary>
internal abstract class TrainingSession : IDisposable
{
    /// <summary>Names of the parameters.</summary>
    public abstract IReadOnlyCollection<string> Parameters { get; }

    /// <summary>Names of the inputs.</summary>
    public abstract IReadOnlyCollection<string> Inputs { get; }

    /// <summary>Memory of an input, row-major; to be filled before each run.</summary>
    public abstract Span<float> Input(string name);

    /// <summary>Memory of an output, row-major; valid until the next run.</summary>
    public abstract ReadOnlySpan<float> Output(string name);

    /// <summary>Memory of an output's gradient; to be filled before running backwards.</summary>
    public abstract Span<float> OutputGradient(string name);

    /// <summary>Values of a parameter; after changing any, call <see cref="ParametersChanged"/>.</summary>
    public abstract Span<float> Parameter(string name);

    /// <summary>Gradient of a parameter: what all runs backwards since <see cref="ZeroGradients"/> added up.</summary>
    public abstract Span<float> Gradient(string name);

    /// <summary>Computes the outputs.</summary>
    public abstract void Forward();

    /// <summary>Adds to the gradients of the parameters what follows from those of the outputs.</summary>
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
