namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>A dictionary of a pickle: its entries with text keys, in order. Other keys (optimizer state) are inert.</summary>
internal sealed class PickleDict
{
    private List<KeyValuePair<string, object?>>? _entries;

    public IReadOnlyList<KeyValuePair<string, object?>> Entries => _entries ?? [];

    public void Add(object? key, object? value)
    {
        if (key is string text)
            (_entries ??= []).Add(new(text, value));
    }

    /// <summary>The value under a key, the last one if it was set repeatedly; null where there is none.</summary>
    public object? Find(string key) => _entries?.FindLast(e => e.Key == key).Value;
}
