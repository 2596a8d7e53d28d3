namespace MmaDfer.Sdk.Live;

/// <summary>A frame on its way from the caller's thread to that which cuts out the face.</summary>
internal sealed class FrameSlot
{
    public TimeSpan Time { get; set; }

    /// <summary>Number of the start of the stream that it belongs to.</summary>
    public long Epoch { get; set; }

    /// <summary>Sizes of the whole picture.</summary>
    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>Where the caller says that the face is; null if it must be looked for.</summary>
    public PixelArea? Face { get; set; }

    /// <summary>The picture around the face, or around where it was before.</summary>
    public FrameCopy Around { get; } = new();

    /// <summary>Where the face must be looked for: the picture, or what of it is enough to follow the face; maybe with fewer rows.</summary>
    public FrameCopy Wide { get; } = new();
}
