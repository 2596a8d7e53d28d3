namespace MmaDfer.Sdk.Weights;

/// <summary>The four cells that a resized cell is made of along one axis, and their weights.</summary>
internal readonly record struct BicubicTaps(int[] Indices, double[] Weights)
{
    public const int Count = 4;

    private const double A = -0.75;

    /// <summary>The taps of each of <paramref name="outputs"/> cells over <paramref name="inputs"/> cells.</summary>
    public static BicubicTaps[] Of(int inputs, int outputs)
    {
        var taps = new BicubicTaps[outputs];
        for (int i = 0; i < outputs; i++)
        {
            double position = (i + 0.5) * inputs / outputs - 0.5;
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
