using StbImageWriteSharp;

namespace MmaDfer.Samples.SyntheticFaces.Files;

internal static class PngWriter
{
    /// <param name="rgb">Red, green, blue; row by row from the top.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public static byte[] Bytes(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using var png = new MemoryStream();
        new ImageWriter().WritePng(rgb.ToArray(), width, height, ColorComponents.RedGreenBlue, png);
        return png.ToArray();
    }
}
