namespace MmaDfer.Sdk.Weights;

/// <summary>Sizes of tensors that a file claims to hold, computed without trusting it.</summary>
internal static class TensorSize
{
    /// <summary>
    /// Number of elements, or -1 where the product of the sizes other than 0 overflows: such a shape is refused even if it
    /// holds nothing, so that nobody downstream has to fear it.
    /// </summary>
    public static long Elements(ReadOnlySpan<int> sizes)
    {
        Int128 product = 1;
        bool empty = false;
        foreach (int size in sizes)
        {
            if (size == 0)
                empty = true;
            else if ((product *= size) > long.MaxValue / sizeof(double))
                return -1;
        }
        return empty ? 0 : (long)product;
    }

    /// <summary>Number of bytes, or -1 where there is no such number.</summary>
    public static long Bytes(ReadOnlySpan<int> sizes, TensorType type)
    {
        long elements = Elements(sizes);
        return elements < 0 ? -1 : elements * TensorTypes.Bytes(type);
    }
}
