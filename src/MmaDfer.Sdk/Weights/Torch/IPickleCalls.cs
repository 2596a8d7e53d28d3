namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>What a pickle's calls and persistent ids mean to the one who reads it.</summary>
internal interface IPickleCalls
{
    /// <summary>The value that stands for a call; null where this function must not be called, which refuses the file.</summary>
    object? Call(PickleGlobal function, object?[] arguments);

    /// <summary>The value that stands for a persistent id; null where it is not understood, which refuses the file.</summary>
    object? Load(object? id);
}
