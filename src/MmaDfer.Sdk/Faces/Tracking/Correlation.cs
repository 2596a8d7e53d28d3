using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>
/// Looks for a patch of cells in a larger square of cells: where the normalised correlation, which knows neither brightness nor
/// contrast, is highest. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class Correlation
{
    /// <summary>Cells of a patch in each direction.</summary>
    public const int PatchSize = 24;

    /// <summary>Cells that a patch may have moved in each direction.</summary>
    public const int Reach = 10;

    /// <summary>Cells of the square that is searched, in each direction.</summary>
    public const int AreaSize = PatchSize + (2 * Reach);

    private const int Shifts = (2 * Reach) + 1;

    /// <summary>Less contrast (standard deviation, levels of grey) is noise, in which anything may be found.</summary>
    private const double LeastDeviation = 2;

    private readonly double[] _sums = new double[(AreaSize + 1) * (AreaSize + 1)];
    private readonly double[] _squares = new double[(AreaSize + 1) * (AreaSize + 1)];
    private readonly float[] _scores = new float[Shifts * Shifts];

    /// <summary>Gives a patch the mean 0 and the length 1, as <see cref="Find"/> wants it.</summary>
    /// <returns>False if it is too flat to be found again.</returns>
    public static bool Normalise(Span<float> patch)
    {
        double mean = 0, square = 0;
        foreach (float value in patch)
            mean += value;
        mean /= patch.Length;
        foreach (float value in patch)
            square += (value - mean) * (value - mean);
        if (square < patch.Length * LeastDeviation * LeastDeviation)
            return false;
        double length = Math.Sqrt(square);
        foreach (ref float value in patch)
            value = (float)((value - mean) / length);
        return true;
    }

    /// <summary>Finds the patch.</summary>
    /// <param name="patch">PatchSize x PatchSize cells, normalised.</param>
    /// <param name="area">AreaSize x AreaSize cells.</param>
    /// <param name="x">Cells that it has moved to the right from the middle, in fractions too.</param>
    /// <param name="y">Cells that it has moved down.</param>
    /// <returns>The correlation there, -1 to 1.</returns>
    public float Find(ReadOnlySpan<float> patch, ReadOnlySpan<float> area, out float x, out float y)
    {
        Sum(area);
        int best = 0;
        for (int i = 0; i < _scores.Length; i++)
        {
            int left = i % Shifts, top = i / Shifts;
            double sum = Window(_sums, left, top), deviation = Window(_squares, left, top) - (sum * sum / (PatchSize * PatchSize));
            _scores[i] = deviation < PatchSize * PatchSize * LeastDeviation * LeastDeviation
                ? -1
                : (float)(Product(patch, area[((top * AreaSize) + left)..]) / Math.Sqrt(deviation));
            if (_scores[i] > _scores[best])
                best = i;
        }
        (float right, float down) = Peak(best);
        (x, y) = ((best % Shifts) - Reach + right, (best / Shifts) - Reach + down);
        return _scores[best];
    }

    /// <summary>Sums and sums of squares of all cells above and to the left.</summary>
    private void Sum(ReadOnlySpan<float> area)
    {
        for (int y = 0; y < AreaSize; y++)
        {
            double sum = 0, square = 0;
            int at = ((y + 1) * (AreaSize + 1)) + 1;
            for (int x = 0; x < AreaSize; x++)
            {
                double value = area[(y * AreaSize) + x];
                _sums[at + x] = _sums[at + x - AreaSize - 1] + (sum += value);
                _squares[at + x] = _squares[at + x - AreaSize - 1] + (square += value * value);
            }
        }
    }

    private static double Window(double[] sums, int left, int top)
    {
        int start = (top * (AreaSize + 1)) + left, below = start + (PatchSize * (AreaSize + 1));
        return sums[start] - sums[start + PatchSize] - sums[below] + sums[below + PatchSize];
    }

    private static float Product(ReadOnlySpan<float> patch, ReadOnlySpan<float> area)
    {
        ref float a = ref MemoryMarshal.GetReference(patch), b = ref MemoryMarshal.GetReference(area);
        // The last row must be there as a whole.
        _ = area[((PatchSize - 1) * AreaSize) + PatchSize - 1];
        _ = patch[(PatchSize * PatchSize) - 1];
        Vector256<float> first = Vector256<float>.Zero, second = first, third = first;
        for (int y = 0; y < PatchSize; y++)
        {
            nuint i = (nuint)(y * PatchSize), j = (nuint)(y * AreaSize);
            first += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, j);
            second += Vector256.LoadUnsafe(ref a, i + 8) * Vector256.LoadUnsafe(ref b, j + 8);
            third += Vector256.LoadUnsafe(ref a, i + 16) * Vector256.LoadUnsafe(ref b, j + 16);
        }
        return Vector256.Sum(first + second + third);
    }

    /// <summary>How far the top of the surface through the best score and its eight neighbours is from it.</summary>
    private (float Right, float Down) Peak(int best)
    {
        if (best % Shifts is 0 or Shifts - 1 || best / Shifts is 0 or Shifts - 1)
            return (0, 0);
        float At(int right, int down) => _scores[best + right + (down * Shifts)];
        // The surface of second order: slopes and bends along both axes, and the twist.
        float slopeX = (At(1, 0) - At(-1, 0)) / 2, slopeY = (At(0, 1) - At(0, -1)) / 2;
        float bendX = At(1, 0) + At(-1, 0) - (2 * At(0, 0)), bendY = At(0, 1) + At(0, -1) - (2 * At(0, 0));
        float twist = (At(1, 1) - At(1, -1) - At(-1, 1) + At(-1, -1)) / 4;
        float determinant = (bendX * bendY) - (twist * twist);
        if (!(bendX < 0 && determinant > 0))
            return (0, 0);
        return (
            Math.Clamp(((twist * slopeY) - (bendY * slopeX)) / determinant, -1, 1),
            Math.Clamp(((twist * slopeX) - (bendX * slopeY)) / determinant, -1, 1));
    }
}
