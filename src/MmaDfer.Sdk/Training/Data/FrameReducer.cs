using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Brings pictures to the size in which they are cached, and packs them. One object a thread.</summary>
internal sealed class FrameReducer
{
    private BilinearResize? _resize;
    private byte[] _rgb = [];

    public Packed Pack(FrameView frame)
    {
        (int width, int height) = Size(frame.Width, frame.Height);
        int bytes = 3 * width * height;
        if (_rgb.Length < bytes)
            _rgb = new byte[bytes];
        Span<byte> rgb = _rgb.AsSpan(0, bytes);
        if (width == frame.Width && height == frame.Height)
        {
            frame.CopyTo(rgb, PixelLayout.Rgb24);
        }
        else
        {
            if (_resize?.Width != width || _resize.Height != height)
                _resize = new BilinearResize(width, height);
            _resize.Resize(frame, rgb);
        }
        return new Packed(width, height, FrameCodec.Encode(rgb, width));
    }

    /// <summary>The size in which a picture is cached: its own, or in its proportions with 320 pixels in the longer direction.</summary>
    public static (int Width, int Height) Size(int width, int height)
    {
        int longer = Math.Max(width, height);
        return longer <= ClipFile.MaxSide
            ? (width, height)
            : (Reduced(width, longer), Reduced(height, longer));
    }

    private static int Reduced(int side, int longer) => Math.Max(1, (int)(((long)side * ClipFile.MaxSide + longer / 2) / longer));
}
