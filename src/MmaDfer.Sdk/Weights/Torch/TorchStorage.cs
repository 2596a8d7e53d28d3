namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>A block of elements that tensors of a checkpoint are views of.</summary>
internal sealed class TorchStorage(string key, TorchElement element, long count)
{
    public string Key { get; } = key;

    public TorchElement Element { get; } = element;

    /// <summary>Elements, as the pickle says.</summary>
    public long Count { get; } = count;

    /// <summary>Where its bytes begin in the file; -1 until found.</summary>
    public long Offset { get; set; } = -1;

    public long Bytes => Count * Element.Bytes;
}
