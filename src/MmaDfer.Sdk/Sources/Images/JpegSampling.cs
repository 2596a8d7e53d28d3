namespace MmaDfer.Sdk.Sources.Images;

/// <summary>Sizes of the two colour planes of a JPEG against its luminance plane.</summary>
internal enum JpegSampling
{
    /// <summary>No colours.</summary>
    Gray,

    /// <summary>Full size (4:4:4).</summary>
    Full,

    /// <summary>Half the width (4:2:2).</summary>
    HalfWidth,

    /// <summary>Half the height (4:4:0).</summary>
    HalfHeight,

    /// <summary>Half the width and height (4:2:0).</summary>
    Quarter,
}
