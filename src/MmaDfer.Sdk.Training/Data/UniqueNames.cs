namespace MmaDfer.Sdk.Training.Data;

/// <summary>Makes names unique: the second of the same gets "#2" behind it, and so on. The same names give the same result.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _count = new(StringComparer.Ordinal);

    public string Add(string name)
    {
        if (_taken.Add(name))
            return name;
        int number = _count.GetValueOrDefault(name, 1);
        string numbered;
        do
            numbered = $"{name}#{++number}";
        while (!_taken.Add(numbered));
        _count[name] = number;
        return numbered;
    }
}
