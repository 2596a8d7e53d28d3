using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// What makes windows of any brightness and contrast comparable: one over the standard deviation of the pixels inside the
/// window's border, divided by their number. Windows whose standard deviation is 10 levels of grey or less are not looked at.
/// </summary>
internal readonly unsafe struct VarianceNorm(CascadeModel model, IntegralImage image)
{
    private const float OneOverLeastDeviation = 1e-1f;

    private readonly RectangleOffsets _inside = RectangleOffsets.Of(image, 1, 1, model.Width - 2, model.Height - 2);
    private readonly int _squares = image.SquaresAt;
    private readonly double _area = (model.Width - 2.0) * (model.Height - 2);

    /// <summary>The norms of eight windows side by side.</summary>
    /// <returns>One bit for each window that is to be looked at.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(int* windows, out Vector256<float> norms)
    {
        Vector256<int> sums = _inside.Sums(windows);
        Vector256<uint> squares = _inside.Sums(windows + _squares).AsUInt32();
        (Vector256<long> lowSums, Vector256<long> highSums) = Vector256.Widen(sums);
        (Vector256<ulong> lowSquares, Vector256<ulong> highSquares) = Vector256.Widen(squares);
        Vector256<double> low = Norm(lowSums, lowSquares), high = Norm(highSums, highSquares);
        norms = Vector256.Narrow(low, high);
        // Flat windows have a norm of infinity, which the limit turns away too.
        return Vector256.LessThan(norms * (float)_area, Vector256.Create(OneOverLeastDeviation)).ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<double> Norm(Vector256<long> sums, Vector256<ulong> squares)
    {
        Vector256<double> sum = Vector256.ConvertToDouble(sums);
        Vector256<double> variance = (Vector256.ConvertToDouble(squares.AsInt64()) * _area) - (sum * sum);
        return Vector256<double>.One / Vector256.Sqrt(Vector256.Max(variance, Vector256<double>.Zero));
    }
}
