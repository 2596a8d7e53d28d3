namespace MmaDfer.Sdk.Faces;

/// <summary>How a <see cref="NeuralFaceFinder"/> looks for faces.</summary>
public sealed record NeuralFaceFinderOptions
{
    /// <summary>Least width and height of a face as a share of the frame's shorter side.</summary>
    public double MinShare { get; init; } = 0.05;
}
