namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Trees whose leaves must add up to the threshold at least.</summary>
internal readonly record struct CascadeStage(int FirstTree, int Trees, float Threshold);
