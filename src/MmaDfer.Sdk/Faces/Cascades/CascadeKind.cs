namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>What a cascade measures.</summary>
internal enum CascadeKind
{
    /// <summary>Differences of brightness between rectangles.</summary>
    Haar,

    /// <summary>Local binary patterns: which of 8 blocks are as bright as the one they surround.</summary>
    Lbp,
}
