namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>The mere name of a class or function in a pickle. Nothing is looked up by it, let alone run.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => Printable.Text($"{Module}.{Name}");
}

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

/// <summary>A list of a pickle.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    public IReadOnlyList<object?> Items => _items ?? [];

    public void Add(object? item) => (_items ??= []).Add(item);
}
