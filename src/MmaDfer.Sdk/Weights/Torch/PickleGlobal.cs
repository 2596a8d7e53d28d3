namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>The mere name of a class or function in a pickle. Nothing is looked up by it, let alone run.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => Printable.Text($"{Module}.{Name}");
}
