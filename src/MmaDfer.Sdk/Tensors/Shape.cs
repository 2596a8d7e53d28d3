namespace MmaDfer.Sdk.Tensors;

/// <summary>Sizes of a tensor's dimensions, outermost first (row-major). Compared by value.</summary>
internal readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? _sizes;

    public Shape(params int[] sizes)
    {
        foreach (int size in sizes)
            ArgumentOutOfRangeException.ThrowIfNegative(size);
        _sizes = sizes;
    }

    public int Rank => _sizes?.Length ?? 0;

    public int this[int dimension] => _sizes![dimension];

    public int this[Index dimension] => _sizes![dimension];

    public ReadOnlySpan<int> Sizes => _sizes;

    /// <summary>Number of elements (1 for a scalar); throws <see cref="OverflowException"/> rather than wrap.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int size in Sizes)
                count = checked(count * size);
            return count;
        }
    }

    /// <summary>All dimensions but the last as one: the number of rows of a matrix.</summary>
    public int Rows => Rank == 0 ? 1 : checked((int)(this[^1] == 0 ? 0 : Count / this[^1]));

    /// <summary>The same shape with another last dimension.</summary>
    public Shape WithLast(int size) => With(Rank - 1, size);

    /// <summary>The same shape with another size at <paramref name="dimension"/>.</summary>
    public Shape With(int dimension, int size)
    {
        int[] sizes = [.. Sizes];
        sizes[dimension] = size;
        return new Shape(sizes);
    }

    public bool Equals(Shape other) => Sizes.SequenceEqual(other.Sizes);

    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int size in Sizes)
            hash.Add(size);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", Sizes.ToArray())}]";

    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
