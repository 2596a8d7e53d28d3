namespace MmaDfer.Sdk.Faces;

/// <summary>
/// How well a face was seen: figures over the frames of a reading's window that show it. The flags of the reading tell which of them are
/// too bad (see <see cref="ReadingFlags"/>). All are measured on the part of the frame that the network sees.
/// </summary>
public readonly record struct FaceQuality
{
    /// <summary>Width and height of the part, in pixels of the frame: what the network had to work with. Their geometric mean; mean of the frames.</summary>
    public float Size { get; init; }

    /// <summary>Share of the face's box that is inside the frame, 0 to 1; mean of the frames.</summary>
    public float Inside { get; init; }

    /// <summary>Where the head looks in the newest frame. Null without landmarks.</summary>
    public HeadPose? Pose { get; init; }

    /// <summary>Brightness of the lighter parts of the face (nine tenths of it are darker), 0 to 1 for white; mean of the frames.</summary>
    public float Brightness { get; init; }

    /// <summary>Share of the face that is white, so that nothing is to be seen there; mean of the frames.</summary>
    public float BurntOut { get; init; }

    /// <summary>
    /// Blur, as the standard deviation of a Gaussian filter that would blur a sharp face as much, in shares of the part's width; 0 up to
    /// about 0.02, as it is measured on 32 x 32 pixels, and low by about 0.02 above. Mean of the frames.
    /// </summary>
    public float Blur { get; init; }

    /// <summary>
    /// How distinctly both eyes are seen: the standard deviation of the grey levels around the plainer one, without straight edges, in
    /// shares of the face's; about 0 where it is covered. Mean of the frames; null without landmarks.
    /// </summary>
    public float? Eyes { get; init; }

    /// <summary>How distinctly the mouth is seen, likewise.</summary>
    public float? Mouth { get; init; }

    /// <summary>For how long not a single measured pixel of the face has changed, up to the newest frame. A camera's noise changes some.</summary>
    public TimeSpan Unchanged { get; init; }

    /// <summary>Number of faces in the newest frame whose width and height are at least half of this one's, with it; 1 where the caller tells the face, and in a scene, which knows whose the voice is.</summary>
    public int Faces { get; init; }
}
