using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tensors;

/// <summary>Stands in for FrameView.ReadRow until that exists (an instance method wins over this one).</summary>
internal static class FrameViewRows
{
    public static void ReadRow(this FrameView view, int y, int x, Span<byte> rgb)
    {
        if (view.Layout != PixelLayout.Rgb24)
            throw new NotSupportedException();
        int stride = view.Stride == 0 ? view.Width * 3 : view.Stride;
        int start = stride > 0 ? y * stride : (view.Height - 1 - y) * -stride;
        view.Pixels.Slice(start + x * 3, rgb.Length).CopyTo(rgb);
    }

    public static int Skip(this IFrameSource source, int count)
    {
        int skipped = 0;
        while (skipped < count && source.TryRead(out _, out _))
            skipped++;
        return skipped;
    }
}
