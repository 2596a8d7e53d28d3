namespace MmaDfer.Sdk.Faces;

/// <summary>How a <see cref="NeuralFaceFinder"/> looks for faces.</summary>
public sealed record NeuralFaceFinderOptions
{
    /// <summary>
    /// Least width and height of a face as a share of the frame's shorter side, 0 to 1. The search takes about four times as long for
    /// half of it, as long as <see cref="InputSize"/> is not given. The default finds a person at three metres from a webcam.
    /// </summary>
    public double MinShare { get; init => field = Within(value, 0, 1); } = FaceFinder.DefaultMinShare;

    /// <summary>
    /// Longer side in pixels, 160 to 640, to which the whole frame is scaled for the network; null for what <see cref="MinShare"/> needs, at
    /// most 640. Faces that are too large for the network at that scale are looked for at a smaller one, too.
    /// </summary>
    public int? InputSize { get; init => field = value is { } size ? (int)Within(size, 160, 640) : null; }

    /// <summary>
    /// Least score of a face, above 0, at most 1; null for the published one (YuNet 0.7, BlazeFace 0.5). A higher one gives fewer false
    /// alarms and more missed faces.
    /// </summary>
    public double? MinScore { get; init => field = value is { } score ? Within(score, 0.01, 1) : null; }

    /// <summary>
    /// Whether boxes are the network's own, as other programs show them. By default they are those that emotion networks are trained with,
    /// from the hairline to the chin.
    /// </summary>
    public bool PublishedBoxes { get; init; }

    private static double Within(double value, double min, double max) => value >= min && value <= max
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"The value must be between {min} and {max}."));
}
