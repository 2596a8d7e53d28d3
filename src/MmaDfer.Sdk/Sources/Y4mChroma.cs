namespace MmaDfer.Sdk.Sources;

/// <summary>Sizes of the U and V planes of a Y4M file against its Y plane.</summary>
internal enum Y4mChroma
{
    /// <summary>Half the width, half the height.</summary>
    C420,

    /// <summary>Half the width.</summary>
    C422,

    /// <summary>Full size.</summary>
    C444,

    /// <summary>No colours.</summary>
    Mono,
}
