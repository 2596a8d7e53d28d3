namespace MmaDfer.Sdk.Evaluation;

/// <summary>A row of the paper's results: the mean of the five official folds, in percent. Source: Chumachenko et al. 2024.</summary>
/// <param name="Dataset">DFEW or MAFW.</param>
/// <param name="ImageSize">Side of the frames in pixels.</param>
/// <param name="Uar">Unweighted average recall.</param>
/// <param name="War">Accuracy.</param>
public sealed record PublishedResult(string Dataset, int ImageSize, double Uar, double War)
{
    /// <summary>All rows of the complete model.</summary>
    public static IReadOnlyList<PublishedResult> All { get; } =
    [
        new("DFEW", 112, 64.24, 75.40), new("DFEW", 160, 66.61, 77.15), new("DFEW", 224, 67.01, 77.51),
        new("MAFW", 112, 43.34, 56.46), new("MAFW", 160, 44.19, 57.90), new("MAFW", 224, 44.11, 58.52),
    ];
}
