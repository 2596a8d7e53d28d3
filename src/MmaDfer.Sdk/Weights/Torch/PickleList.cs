namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>A list of a pickle.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    public IReadOnlyList<object?> Items => _items ?? [];

    public void Add(object? item) => (_items ??= []).Add(item);
}
