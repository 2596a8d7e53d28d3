namespace MmaDfer.Sdk.Weights;

/// <summary>
/// Resizes the patch grid of a position embedding as PyTorch's bicubic interpolation does (a = -0.75, corners not aligned,
/// no antialiasing, indices clamped at the borders).
/// </summary>
internal static class PositionGrid
{
    /// <summary>[rows * columns, width] to [newRows * newColumns, width], both row-major.</summary>
    public static float[] Resize(ReadOnlySpan<float> grid, int rows, int columns, int newRows, int newColumns, int width)
    {
        float[] result = new float[newRows * newColumns * width];
        BicubicTaps[] across = BicubicTaps.Of(columns, newColumns), down = BicubicTaps.Of(rows, newRows);
        double[] sum = new double[width];
        for (int row = 0; row < newRows; row++)
        {
            for (int column = 0; column < newColumns; column++)
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
                Span<float> target = result.AsSpan((row * newColumns + column) * width, width);
                for (int k = 0; k < width; k++)
                    target[k] = (float)sum[k];
            }
        }
        return result;
    }
}
