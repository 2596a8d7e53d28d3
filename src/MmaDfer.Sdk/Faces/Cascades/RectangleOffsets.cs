using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>The four places of an integral image, counted from where a window begins, that make the sum over a rectangle.</summary>
internal readonly unsafe struct RectangleOffsets
{
    private readonly int _start, _right, _below, _end;

    private RectangleOffsets(int start, int right, int below, int end) =>
        (_start, _right, _below, _end) = (start, right, below, end);

    public static RectangleOffsets Of(IntegralImage image, int x, int y, int width, int height) => new(
        image.Offset(x, y), image.Offset(x + width, y), image.Offset(x, y + height), image.Offset(x + width, y + height));

    public static RectangleOffsets Tilted(IntegralImage image, int x, int y, int width, int height) => new(
        image.TiltedAt + image.Offset(x, y),
        image.TiltedAt + image.Offset(x - height, y + height),
        image.TiltedAt + image.Offset(x + width, y + width),
        image.TiltedAt + image.Offset(x + width - height, y + width + height));

    /// <summary>The sums of eight windows side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Sums(int* windows) =>
        Vector256.Load(windows + _start) - Vector256.Load(windows + _right) - Vector256.Load(windows + _below) + Vector256.Load(windows + _end);
}
