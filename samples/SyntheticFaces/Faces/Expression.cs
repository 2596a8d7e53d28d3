namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>
/// The state of a face at one moment, independent of the person. 0 is at rest unless stated otherwise; widths and openings of eyes and mouth
/// are factors.
/// </summary>
internal readonly record struct Expression
{
    public Expression()
    {
    }

    /// <summary>Up is positive; 1 is as high as brows go.</summary>
    public float BrowHeight { get; init; }

    /// <summary>Inner ends up is positive, pressed down negative.</summary>
    public float BrowTilt { get; init; }

    /// <summary>0 closed, 1 at rest, 1.6 wide.</summary>
    public float EyeOpening { get; init; } = 1;

    /// <summary>Lower lid and cheek, 0 to 1.</summary>
    public float CheekRaise { get; init; }

    /// <summary>Corners up is positive.</summary>
    public float MouthCorner { get; init; }

    public float MouthWidth { get; init; } = 1;

    /// <summary>0 closed, 1 as far as a mouth opens.</summary>
    public float MouthOpening { get; init; }

    /// <summary>The corner on the right of the frame higher is positive.</summary>
    public float MouthSkew { get; init; }

    /// <summary>0 to 1.</summary>
    public float NoseWrinkle { get; init; }

    /// <summary>Head turned to the right of the frame, radians.</summary>
    public float Yaw { get; init; }

    /// <summary>Chin down, radians.</summary>
    public float Pitch { get; init; }

    /// <summary>Clockwise in the frame, radians.</summary>
    public float Roll { get; init; }

    /// <summary>-1 left to 1 right in the frame.</summary>
    public float GazeX { get; init; }

    /// <summary>-1 up to 1 down.</summary>
    public float GazeY { get; init; }

    /// <summary>Between two states; 0 is the first.</summary>
    public static Expression Between(Expression a, Expression b, float t)
    {
        float Mix(float from, float to) => from + ((to - from) * t);
        return new Expression
        {
            BrowHeight = Mix(a.BrowHeight, b.BrowHeight),
            BrowTilt = Mix(a.BrowTilt, b.BrowTilt),
            EyeOpening = Mix(a.EyeOpening, b.EyeOpening),
            CheekRaise = Mix(a.CheekRaise, b.CheekRaise),
            MouthCorner = Mix(a.MouthCorner, b.MouthCorner),
            MouthWidth = Mix(a.MouthWidth, b.MouthWidth),
            MouthOpening = Mix(a.MouthOpening, b.MouthOpening),
            MouthSkew = Mix(a.MouthSkew, b.MouthSkew),
            NoseWrinkle = Mix(a.NoseWrinkle, b.NoseWrinkle),
            Yaw = Mix(a.Yaw, b.Yaw),
            Pitch = Mix(a.Pitch, b.Pitch),
            Roll = Mix(a.Roll, b.Roll),
            GazeX = Mix(a.GazeX, b.GazeX),
            GazeY = Mix(a.GazeY, b.GazeY),
        };
    }
}
