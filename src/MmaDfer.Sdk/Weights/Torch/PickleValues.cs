namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>The name of a class or function in a pickle. It is never resolved, let alone executed.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => Printable.Text($"{Module}.{Name}");
}

/// <summary>A placeholder for a value of a pickle that contains no readable weights: an instance of some class, a byte string, a set.</summary>
/// <param name="of">The class of the instance, as the pickle names it; null for other values.</param>
internal sealed class PickleInert(PickleGlobal? of = null)
{
    /// <summary>For values without a class.</summary>
    public static PickleInert Value { get; } = new();

    public PickleGlobal? Class => of;

    /// <summary>Whether its state is that of a <c>torch.nn.Module</c>: it contains weights, but only its own code knows where.</summary>
    public bool IsModule { get; private set; }

    /// <summary>Sets the state of an instance. It shows whether the instance is a module, and is not kept.</summary>
    public void Build(object? state) => IsModule |= of is not null && state is PickleDict attributes && attributes.Find("_modules") is not null;
}

/// <summary>A dictionary of a pickle: its entries with string keys, in order. Entries with other keys (optimizer state) are ignored.</summary>
internal sealed class PickleDict
{
    private List<KeyValuePair<string, object?>>? _entries;

    public IReadOnlyList<KeyValuePair<string, object?>> Entries => _entries ?? [];

    public void Add(object? key, object? value)
    {
        if (key is string text)
            (_entries ??= []).Add(new(text, value));
    }

    /// <summary>The value of a key, the last one if it was set repeatedly; null if there is none.</summary>
    public object? Find(string key) => _entries?.FindLast(e => e.Key == key).Value;
}

/// <summary>A list of a pickle.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    public IReadOnlyList<object?> Items => _items ?? [];

    public void Add(object? item) => (_items ??= []).Add(item);
}
