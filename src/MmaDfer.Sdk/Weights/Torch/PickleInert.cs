namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>What stands in for a value of a pickle that no weights are read from: an instance of some class, a byte string, a set.</summary>
/// <param name="of">The class that it is an instance of, as the pickle names it; null where there is nothing to say.</param>
internal sealed class PickleInert(PickleGlobal? of = null)
{
    /// <summary>For values of which nothing is kept.</summary>
    public static PickleInert Value { get; } = new();

    public PickleGlobal? Class => of;

    /// <summary>Whether its state is that of a <c>torch.nn.Module</c>: weights are in there, but only its own code knows where.</summary>
    public bool IsModule { get; private set; }

    /// <summary>The state that is given to an instance says what kind it is, and is not kept.</summary>
    public void Build(object? state) => IsModule |= of is not null && state is PickleDict attributes && attributes.Find("_modules") is not null;
}
