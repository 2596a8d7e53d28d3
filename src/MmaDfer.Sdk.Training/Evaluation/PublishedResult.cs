namespace MmaDfer.Sdk.Evaluation;

/// <summary>A published result: the mean over the five official folds, in percent. Source: Chumachenko et al. 2024.</summary>
public sealed record PublishedResult
{
    /// <summary>DFEW or MAFW.</summary>
    public required string Dataset { get; init; }

    /// <summary>Width and height of the frames, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Unweighted average recall.</summary>
    public required double Uar { get; init; }

    /// <summary>Accuracy.</summary>
    public required double War { get; init; }

    /// <summary>All published results of the complete model.</summary>
    public static IReadOnlyList<PublishedResult> All { get; } =
    [
        Row("DFEW", 112, 64.24, 75.40),
        Row("DFEW", 160, 66.61, 77.15),
        Row("DFEW", 224, 67.01, 77.51),
        Row("MAFW", 112, 43.34, 56.46),
        Row("MAFW", 160, 44.19, 57.90),
        Row("MAFW", 224, 44.11, 58.52),
    ];

    private static PublishedResult Row(string dataset, int imageSize, double uar, double war) =>
        new() { Dataset = dataset, ImageSize = imageSize, Uar = uar, War = war };
}
