namespace MmaDfer.Sdk.Weights;

/// <summary>Rounds float32 to float16, and refuses values out of its range.</summary>
internal static class HalfRounding
{
    /// <summary>Rounds to nearest, ties to even.</summary>
    /// <param name="origin">Name of the file in errors.</param>
    /// <param name="tensor">Name of the tensor.</param>
    /// <param name="from">Elements of the tensor.</param>
    /// <param name="to">Receives them as float16.</param>
    /// <param name="start">Index of the first of them in the tensor.</param>
    /// <exception cref="ModelFileException">An element is not finite in float16.</exception>
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
