namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>Finds the weights in the contents of a checkpoint: under one of the keys that training scripts use, or at the top level.</summary>
internal static class StateDict
{
    /// <summary>The first key that holds tensors is used: that of official checkpoints, then that of MAE and similar ones.</summary>
    private static readonly string[] s_usual = ["state_dict", "model"];

    /// <summary>Used if exactly one of them holds tensors.</summary>
    private static readonly string[] s_others = ["model_state_dict", "model_state", "net", "network", "module", "params", "weights"];

    private const int MaxLevels = 2, MaxKeysNamed = 12;

    /// <exception cref="ModelFileException">There are no tensors, several sets of them, or unsupported ones.</exception>
    public static Dictionary<string, TorchTensor> Of(string origin, object? root)
    {
        PickleDict chosen = (root as PickleDict is { } top ? Find(origin, top, MaxLevels) : null) ?? throw None(origin, root);
        var tensors = new Dictionary<string, TorchTensor>();
        foreach ((string name, object? value) in chosen.Entries)
        {
            if (Foreign(value) is { } foreign)
                throw new ModelFileException($"{origin}: the tensor '{Printable.Text(name)}' is {foreign.What}, which is not supported; {foreign.Remedy}.");
            if (value is TorchTensor tensor && !tensors.TryAdd(name, tensor))
                throw new ModelFileException($"{origin}: damaged: the tensor '{Printable.Text(name)}' is contained twice; download the checkpoint again.");
        }
        return tensors;
    }

    private static PickleDict? Find(string origin, PickleDict dictionary, int levels)
    {
        PickleDict? Below(string key) =>
            levels > 0 && dictionary.Find(key) is PickleDict inner ? Find(origin, inner, levels - 1) : null;
        if (s_usual.Select(Below).FirstOrDefault(d => d is not null) is { } usual)
            return usual;
        (string Key, PickleDict? Found)[] others = [.. s_others.Select(key => (key, Below(key))).Where(o => o.Item2 is not null)];
        if (others.Length > 1)
            throw new ModelFileException($"{origin}: this checkpoint holds tensors under {Quoted(others.Select(o => o.Key))}, and it is unclear which are those of the model; save that state_dict() alone.");
        if (others.Length == 1)
            return others[0].Found;
        // A few tensors beside a larger set are not the weights.
        int here = Count(dictionary);
        bool most = dictionary.Entries.All(e => e.Value is not PickleInert { IsModule: true } && (e.Value is not PickleDict inner || Count(inner) <= here));
        return here > 0 && most ? dictionary : null;
    }

    private static int Count(PickleDict dictionary) => dictionary.Entries.Count(e => e.Value is TorchTensor || Foreign(e.Value) is not null);

    /// <summary>Quantised layers save their weight and bias as a pair.</summary>
    private static ForeignTensor? Foreign(object? value) =>
        value as ForeignTensor ?? (value as object?[])?.OfType<ForeignTensor>().FirstOrDefault();

    private static ModelFileException None(string origin, object? root)
    {
        var top = root as PickleDict;
        PickleInert? module = root as PickleInert ?? top?.Entries.Select(e => e.Value).OfType<PickleInert>().FirstOrDefault(i => i.IsModule);
        if (module is { IsModule: true })
            return new($"{origin}: this is a whole module ('{module.Class}'), saved with its code's names, not a state_dict(): its weights cannot be read without running that code; load it where the code is and save model.state_dict().");
        string there = root switch
        {
            PickleDict { Entries.Count: 0 } => "it is an empty dictionary",
            PickleDict => $"its keys are {Keys(top!)}",
            PickleList list => $"it is a list of {list.Items.Count} values",
            object?[] tuple => $"it is a tuple of {tuple.Length} values",
            TorchTensor or ForeignTensor => "it is a single tensor",
            PickleInert { Class: { } of } => $"it is an instance of '{of}'",
            _ => "it is a single value",
        };
        return new($"{origin}: this checkpoint holds no tensors under {Quoted([.. s_usual, .. s_others])} or at its top level; {there}; save the model's state_dict() alone.");
    }

    private static string Keys(PickleDict top)
    {
        string[] named = [.. top.Entries.Take(MaxKeysNamed).Select(e => e.Value is PickleDict inner && Count(inner) is > 0 and int count
            ? $"'{Printable.Text(e.Key, 40)}' ({count} tensors)"
            : $"'{Printable.Text(e.Key, 40)}'")];
        return string.Join(", ", named) + (top.Entries.Count > named.Length ? $" and {top.Entries.Count - named.Length} more" : "");
    }

    private static string Quoted(IEnumerable<string> keys) => string.Join(", ", keys.Select(k => $"'{k}'"));
}
