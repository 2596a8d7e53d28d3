namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>What stands in for a value of a pickle that no weights are read from: an instance of some class, a byte string, a set.</summary>
internal sealed class PickleInert
{
    private PickleInert()
    {
    }

    /// <summary>All of them are alike, as nothing is kept.</summary>
    public static PickleInert Value { get; } = new();
}
