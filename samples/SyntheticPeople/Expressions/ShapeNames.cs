using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.Expressions;

/// <summary>Finds the shapes of a head by name, with or without sides. Names that a head lacks do nothing.</summary>
internal sealed class ShapeNames
{
    private static readonly string[] NotByChance = ["eyeLook", "eyeBlink", "mouthClose", "jaw", "mouthLeft", "mouthRight", "cheekPuff"];

    private readonly Dictionary<string, int> _numbers;
    private readonly int[] _byChance;

    public ShapeNames(Head head)
    {
        _numbers = head.Shapes.Select((shape, i) => (shape.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        _byChance = [.. _numbers.Where(n => !NotByChance.Any(n.Key.StartsWith)).Select(n => n.Value)];
        Total = head.Shapes.Length;
    }

    /// <summary>How many shapes may move by chance.</summary>
    public int Count => Math.Max(1, _byChance.Length);

    /// <summary>How many shapes there are.</summary>
    public int Total { get; }

    /// <param name="name">Without side; or with one.</param>
    /// <param name="amount">Added to the weights.</param>
    /// <param name="lopsided">How much more the left side gets, as a share.</param>
    /// <param name="weights">One for each shape.</param>
    public void Add(string name, double amount, double lopsided, Span<float> weights)
    {
        if (_numbers.TryGetValue(name, out int both))
            weights[both] += (float)amount;
        if (_numbers.TryGetValue(name + "_L", out int left))
            weights[left] += (float)(amount * (1 + lopsided));
        if (_numbers.TryGetValue(name + "_R", out int right))
            weights[right] += (float)(amount * (1 - lopsided));
    }

    /// <summary>Adds to one of the shapes that may move by chance.</summary>
    public void Add(int number, double amount, Span<float> weights)
    {
        if (_byChance.Length > 0)
            weights[_byChance[number]] += (float)amount;
    }

    /// <summary>The weight of a shape: of one side, or the mean of both.</summary>
    public float Of(string name, ReadOnlySpan<float> weights)
    {
        if (_numbers.TryGetValue(name, out int both))
            return weights[both];
        return _numbers.TryGetValue(name + "_L", out int left) && _numbers.TryGetValue(name + "_R", out int right) ? 0.5f * (weights[left] + weights[right]) : 0;
    }

    public void Clamp(string name, float low, float high, Span<float> weights)
    {
        foreach (string side in (ReadOnlySpan<string>)[name, name + "_L", name + "_R"])
        {
            if (_numbers.TryGetValue(side, out int number))
                weights[number] = Math.Clamp(weights[number], low, high);
        }
    }
}
