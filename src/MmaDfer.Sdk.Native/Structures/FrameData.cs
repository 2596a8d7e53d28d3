using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_frame</c>.</summary>
internal unsafe struct FrameData : ISized
{
    public uint Size;
    public int Format;
    public byte* Pixels;
    public int Width;
    public int Height;
    public int Stride;
    public int FullRange;
    public int Face;
    public float FaceX;
    public float FaceY;
    public float FaceWidth;
    public float FaceHeight;
    public int Rotation;
    public int Mirrored;
    public int Reserved;

    public static string Name => "mmadfer_frame";

    /// <summary>Without mirrored; rotation was reserved.</summary>
    public static int FirstSize => 56;

    /// <summary>The face that the caller knows.</summary>
    public readonly FaceBox FaceBox => new(FaceX, FaceY, FaceWidth, FaceHeight);

    /// <summary>The frame in the caller's memory.</summary>
    public readonly FrameView View()
    {
        if (Pixels is null)
            throw new ArgumentException("mmadfer_frame.pixels is null.");
        if (!Enum.IsDefined((PixelLayout)Format))
            throw new ArgumentException($"mmadfer_frame.format is {Format}; it must be between 0 (MMADFER_RGB24) and {(int)PixelLayout.Yuy2} (MMADFER_YUY2).");
        if (Width is < 1 or > BilinearResize.MaxSourceSize || Height is < 1 or > BilinearResize.MaxSourceSize)
            throw new ArgumentException($"The frame is {Width} x {Height} pixels; width and height must be between 1 and {BilinearResize.MaxSourceSize}.");
        if (Rotation is not (0 or 90 or 180 or 270))
            throw new ArgumentException($"mmadfer_frame.rotation is {Rotation}; it must be 0, 90, 180 or 270 degrees.");
        if (Reserved != 0)
            throw new ArgumentException("mmadfer_frame.reserved is not 0; use MMADFER_FRAME_INIT.");
        long bytes = FrameGeometry.NeededBytes(Width, Height, (PixelLayout)Format, Stride);
        if (bytes > int.MaxValue)
            throw new ArgumentException($"A frame of {Width} x {Height} pixels with a stride of {Stride} takes {bytes} bytes; the maximum is {int.MaxValue}.");
        return new FrameView(
            new ReadOnlySpan<byte>(Pixels, (int)bytes), Width, Height, (PixelLayout)Format, Stride, FullRange != 0 ? YuvRange.Full : YuvRange.Limited)
        {
            Rotation = Rotation, Mirrored = Mirrored != 0,
        };
    }
}
