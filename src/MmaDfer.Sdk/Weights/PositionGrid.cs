namespace MmaDfer.Sdk.Weights;

/// <summary>
/// Resizes the patch grid of a position embedding as PyTorch's bicubic interpolation does (a = -0.75, corners not aligned,
/// no antialiasing, indices clamped at the borders).
/// </summary>
internal static class PositionGrid
{
    /// <summary>[rows * columns, width] to [newRows * newColumns, width], both row-major.</summary>
    public static float[] Resize(ReadOnlySpan<float> grid, int rows, int columns, int newRows, int newColumns, int width) =>
        Sample(grid, columns, BicubicTaps.Of(rows, newRows), BicubicTaps.Of(columns, newColumns), width);

    /// <summary>[rows * columns, width] to [down.Length * across.Length, width], interpolated at any places of the grid.</summary>
    public static float[] Sample(ReadOnlySpan<float> grid, int columns, BicubicTaps[] down, BicubicTaps[] across, int width)
    {
        float[] result = new float[down.Length * across.Length * width];
        double[] sum = new double[width];
        for (int row = 0; row < down.Length; row++)
        {
            for (int column = 0; column < across.Length; column++)
            {
                Array.Clear(sum);
                for (int i = 0; i < BicubicTaps.Count; i++)
                {
                    for (int j = 0; j < BicubicTaps.Count; j++)
                    {
                        double weight = down[row].Weights[i] * across[column].Weights[j];
                        int cell = down[row].Indices[i] * columns + across[column].Indices[j];
                        ReadOnlySpan<float> features = grid.Slice(cell * width, width);
                        for (int k = 0; k < width; k++)
                            sum[k] += weight * features[k];
                    }
                }
                Span<float> target = result.AsSpan((row * across.Length + column) * width, width);
                for (int k = 0; k < width; k++)
                    target[k] = (float)sum[k];
            }
        }
        return result;
    }
}

/// <summary>The four input cells along one axis that a resized cell is interpolated from, and their weights.</summary>
internal readonly record struct BicubicTaps(int[] Indices, double[] Weights)
{
    public const int Count = 4;

    private const double A = -0.75;

    /// <summary>The taps of each of <paramref name="outputs"/> cells over <paramref name="inputs"/> cells.</summary>
    public static BicubicTaps[] Of(int inputs, int outputs) => At(inputs, [.. Enumerable.Range(0, outputs).Select(i => (i + 0.5) * inputs / outputs - 0.5)]);

    /// <summary>The taps at these positions, counted in cells, over <paramref name="inputs"/> cells.</summary>
    public static BicubicTaps[] At(int inputs, double[] positions)
    {
        var taps = new BicubicTaps[positions.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            double position = positions[i];
            int first = (int)Math.Floor(position);
            double t = position - first;
            taps[i] = new(
                [.. Enumerable.Range(first - 1, Count).Select(c => Math.Clamp(c, 0, inputs - 1))],
                [Far(t + 1), Near(t), Near(1 - t), Far(2 - t)]);
        }
        return taps;
    }

    private static double Near(double d) => ((A + 2) * d - (A + 3)) * d * d + 1;

    private static double Far(double d) => ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
}
