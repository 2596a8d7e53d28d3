using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Tensors;

/// <summary>Turns RGB24 bytes into the network's frames: planes of red, green and blue, each value byte / 255.</summary>
internal static class FramePacker
{
    /// <summary>Packs one frame.</summary>
    /// <param name="rgb">Pixels of three bytes, as many as there are.</param>
    /// <param name="planes">As many floats as <paramref name="rgb"/> has bytes, [3, pixels].</param>
    public static void Pack(ReadOnlySpan<byte> rgb, Span<float> planes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length % 3, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, rgb.Length);
        int pixels = rgb.Length / 3;
        Span<float> red = planes[..pixels], green = planes.Slice(pixels, pixels), blue = planes[(2 * pixels)..];
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // A byte to the low end of each 32-bit lane, zeros above it.
            Vector128<byte> toRed = Vector128.Create(0, 255, 255, 255, 3, 255, 255, 255, 6, 255, 255, 255, 9, 255, 255, (byte)255);
            Vector128<byte> toGreen = Vector128.Create(1, 255, 255, 255, 4, 255, 255, 255, 7, 255, 255, 255, 10, 255, 255, (byte)255);
            Vector128<byte> toBlue = Vector128.Create(2, 255, 255, 255, 5, 255, 255, 255, 8, 255, 255, 255, 11, 255, 255, (byte)255);
            // Four pixels at a time; the load takes 16 bytes, four more than they have.
            for (; i <= pixels - 6; i += 4)
            {
                Vector128<byte> bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(rgb), (nuint)(3 * i));
                Scale(Vector128.Shuffle(bytes, toRed)).CopyTo(red[i..]);
                Scale(Vector128.Shuffle(bytes, toGreen)).CopyTo(green[i..]);
                Scale(Vector128.Shuffle(bytes, toBlue)).CopyTo(blue[i..]);
            }
        }
        for (; i < pixels; i++)
        {
            red[i] = rgb[3 * i] / 255f;
            green[i] = rgb[3 * i + 1] / 255f;
            blue[i] = rgb[3 * i + 2] / 255f;
        }
    }

    private static Vector128<float> Scale(Vector128<byte> lanes) =>
        Vector128.ConvertToSingle(lanes.AsInt32()) / Vector128.Create(255f);
}
