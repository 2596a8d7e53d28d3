namespace MmaDfer.Sdk.Faces;

/// <summary>
/// How a <see cref="CascadeFaceFinder"/> looks for faces. The defaults are OpenCV's own, but for <see cref="MinShare"/> and
/// <see cref="BoxScale"/>. Sizes are those of the boxes that it returns.
/// </summary>
public sealed record CascadeFaceFinderOptions
{
    /// <summary>From one size of faces to the next; above 1, at most 2. Smaller steps find a little more and take longer.</summary>
    public double ScaleFactor { get; init => field = Within(value, 1.01, 2); } = 1.1;

    /// <summary>
    /// How many further windows, nearly the same, must show a face that counts. More of them: fewer false alarms, more faces
    /// missed. 0: every window is a face of its own (for experiments).
    /// </summary>
    public int MinNeighbors { get; init => field = (int)Within(value, 0, 1000); } = 3;

    /// <summary>Least width and height of a face in pixels. None is found that is smaller than the cascade's window (20 to 45 pixels, about 24 to 79 of the face).</summary>
    public int MinSize { get; init => field = (int)Within(value, 0, int.MaxValue); }

    /// <summary>Largest width and height of a face in pixels.</summary>
    public int MaxSize { get; init => field = (int)Within(value, 1, int.MaxValue); } = int.MaxValue;

    /// <summary>
    /// Least width and height of a face as a share of the frame's shorter side; holds together with <see cref="MinSize"/>.
    /// The search takes about nine times as long for a third of it.
    /// </summary>
    public double MinShare { get; init => field = Within(value, 0, 1); } = FaceFinder.DefaultMinShare;

    /// <summary>Largest width and height of a face as a share of the frame's shorter side, up to 10; holds together with <see cref="MaxSize"/>.</summary>
    public double MaxShare { get; init => field = Within(value, 0, 10); } = 10;

    /// <summary>
    /// What OpenCV's boxes are multiplied by, about their centre, 0.1 to 10; 1 gives them as they are. Null: the boxes are fitted to the faces
    /// that the model was trained with, from about the hairline to the chin, by a measured rule for OpenCV's cascades of faces (1.2 times as
    /// large and slightly lower; 1.75 times for lbpcascade_frontalface_improved).
    /// </summary>
    public float? BoxScale { get; init => field = value is { } scale ? (float)Within(scale, 0.1, 10) : null; }

    private static double Within(double value, double least, double most) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The value must be between {least} and {most}.");
}
