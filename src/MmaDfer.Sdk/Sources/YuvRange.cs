namespace MmaDfer.Sdk.Sources;

/// <summary>Which byte values black and white have in YUV pictures. Colours follow ITU-R BT.601 in either case.</summary>
public enum YuvRange
{
    /// <summary>Black is 16 and white 235: video and most cameras.</summary>
    Limited,

    /// <summary>Black is 0 and white 255: JPEG, and webcams that send JPEG.</summary>
    Full,
}
