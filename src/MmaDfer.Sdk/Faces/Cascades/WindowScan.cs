using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Slides a cascade's window over an integral image. Keeps its memory. One thread at a time.</summary>
internal abstract class WindowScan(CascadeModel model)
{
    /// <summary>Windows that are judged together.</summary>
    protected const int Lanes = 8;

    private byte[] _failedFirst = [], _passed = [];

    /// <summary>The scan for a cascade.</summary>
    public static WindowScan For(CascadeModel model) =>
        model.Kind == CascadeKind.Haar ? new TreeScan<HaarNode>(model) : new TreeScan<LbpNode>(model);

    /// <summary>Finds the windows that pass all stages.</summary>
    /// <param name="image">The sums of a frame.</param>
    /// <param name="width">Pixels in a row of the frame; at least the window's.</param>
    /// <param name="height">Rows of the frame; at least the window's.</param>
    /// <param name="found">Gets their upper left corners; full, it takes no more.</param>
    public void Run(IntegralImage image, int width, int height, WindowList found)
    {
        Prepare(image);
        int step = image.Step;
        int across = (width - model.Width) / step + 1;
        int blocks = (across + Lanes - 1) / Lanes;
        if (_passed.Length < blocks)
            (_failedFirst, _passed) = (new byte[blocks], new byte[blocks]);
        for (int y = 0; y <= height - model.Height; y += step)
        {
            if (Row(image, y, across, _failedFirst, _passed))
                Walk(across, step, y, found);
        }
    }

    /// <summary>Makes the nodes' offsets fit the image.</summary>
    protected abstract void Prepare(IntegralImage image);

    /// <summary>Judges all windows of a row: one bit each, whether the first stage and whether no stage turned it away.</summary>
    /// <returns>Whether any passed.</returns>
    protected abstract bool Row(IntegralImage image, int y, int count, Span<byte> failedFirst, Span<byte> passed);

    /// <summary>
    /// A window right of one that the first stage turned away is left out, as OpenCV does: it decides which windows count as
    /// neighbours.
    /// </summary>
    private void Walk(int count, int step, int y, WindowList found)
    {
        for (int i = 0; i < count; i++)
        {
            int bit = 1 << (i % Lanes);
            if ((_failedFirst[i / Lanes] & bit) != 0)
                i++;
            else if ((_passed[i / Lanes] & bit) != 0)
                found.Add(i * step, y);
        }
    }
}

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
    /// <returns>One bit for each window to scan.</returns>
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
