namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>The stack of values and marks of a pickle; a stack that is too deep or too empty is an error.</summary>
internal sealed class PickleStack(string origin)
{
    /// <summary>Maximum depth; checkpoints stay below 3000 (batches of 1000 entries).</summary>
    private const int MaxDepth = 16_384;

    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];

    public object? Top
    {
        get
        {
            Need(1);
            return _values[^1];
        }
    }

    public void Push(object? value)
    {
        if (_values.Count == MaxDepth)
            throw new ModelFileException($"{origin}: its pickle nests deeper than {MaxDepth} values; no checkpoint does, and the file is refused.");
        _values.Add(value);
    }

    public object? Pop()
    {
        Need(1);
        object? value = _values[^1];
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public void Mark()
    {
        if (_marks.Count == MaxDepth)
            throw new ModelFileException($"{origin}: its pickle nests deeper than {MaxDepth} values; no checkpoint does, and the file is refused.");
        _marks.Add(_values.Count);
    }

    /// <summary>Removes the topmost values and returns them as a tuple.</summary>
    public object?[] PopMany(int count)
    {
        Need(count);
        object?[] values = [.. _values[^count..]];
        _values.RemoveRange(_values.Count - count, count);
        return values;
    }

    /// <summary>Removes the last mark and returns the values above it.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw Broken();
        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return PopMany(_values.Count - mark);
    }

    /// <summary>Values may be removed down to the last mark, not beyond it.</summary>
    private void Need(int count)
    {
        if (_values.Count - (_marks.Count == 0 ? 0 : _marks[^1]) < count)
            throw Broken();
    }

    private ModelFileException Broken() => new(
        $"{origin}: damaged: its pickle takes a value from an empty stack; download the checkpoint again.");
}
