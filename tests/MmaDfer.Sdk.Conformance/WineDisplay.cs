namespace MmaDfer.Sdk.Conformance;

/// <summary>What a program under Wine finds of a display.</summary>
public enum WineDisplay
{
    /// <summary>None.</summary>
    None,

    /// <summary>One whose adapter has no DirectX 12.</summary>
    WithoutDirectX12,

    /// <summary>One whose adapter has DirectX 12, in software: too little of it for DirectML to compute, enough to begin.</summary>
    WithDirectX12,
}
