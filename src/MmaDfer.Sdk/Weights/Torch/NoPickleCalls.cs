namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>For pickles of plain values: every call refuses the file.</summary>
internal sealed class NoPickleCalls : IPickleCalls
{
    public object? Call(PickleGlobal function, object?[] arguments) => null;

    public object? Load(object? id) => null;
}
