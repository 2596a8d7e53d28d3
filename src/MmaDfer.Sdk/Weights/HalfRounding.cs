namespace MmaDfer.Sdk.Weights;

/// <summary>Float32 to float16, refusing what it cannot hold.</summary>
internal static class HalfRounding
{
    /// <summary>Rounds to nearest, ties to even.</summary>
    /// <param name="origin">What errors call the file.</param>
    /// <param name="tensor">Name of the tensor.</param>
    /// <param name="from">Elements of it.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="start">Number of the first of them in the tensor.</param>
    /// <exception cref="ModelFileException">One is not finite in float16.</exception>
    public static void Round(string origin, string tensor, ReadOnlySpan<float> from, Span<Half> to, long start = 0)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = (Half)from[i];
            if (!Half.IsFinite(to[i]))
                throw new ModelFileException(
                    $"{origin}: element {start + i} of the tensor '{Printable.Text(tensor)}' is {from[i]:R}, which float16 (-65504 to 65504) cannot hold; write the model as float32.");
        }
    }
}
