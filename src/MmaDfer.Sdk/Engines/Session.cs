namespace MmaDfer.Sdk.Engines;

/// <summary>
/// A network made ready on an engine. Not safe for several threads: fill the inputs, run, read the outputs, one caller at
/// a time.
/// </summary>
internal abstract class Session : IDisposable
{
    /// <summary>Memory of an input, row-major; to be filled before each run.</summary>
    public abstract Span<float> Input(string name);

    /// <summary>Memory of an output, row-major; valid until the next run.</summary>
    public abstract ReadOnlySpan<float> Output(string name);

    /// <summary>Computes the outputs from the inputs; allocates nothing on the managed heap.</summary>
    public abstract void Run();

    public abstract void Dispose();
}
