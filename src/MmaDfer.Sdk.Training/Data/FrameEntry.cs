namespace MmaDfer.Sdk.Training.Data;

/// <summary>A packed frame within a clip's file.</summary>
/// <param name="Offset">Its first byte, from the start of the file.</param>
/// <param name="Length">Its packed bytes.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Hash">Of its packed bytes.</param>
internal readonly record struct FrameEntry(long Offset, int Length, int Width, int Height, ulong Hash)
{
    /// <summary>Bytes of the picture, RGB24.</summary>
    public int PictureBytes => 3 * Width * Height;
}
