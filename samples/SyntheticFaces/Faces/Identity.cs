namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>
/// A person, the same in every clip: lengths in half heights of the head, the origin in its middle, y down. A style may change
/// these proportions.
/// </summary>
internal sealed record Identity
{
    public required Palette Palette { get; init; }

    public required HairKind Hair { get; init; }

    public required BeardKind Beard { get; init; }

    public required bool Glasses { get; init; }

    /// <summary>Where the hair parts, left to right.</summary>
    public required float Parting { get; init; }

    /// <summary>Length of fringe or height of the forehead, 0 to 1.</summary>
    public required float Fringe { get; init; }

    public required float HeadWidth { get; init; }

    /// <summary>How much narrower the jaw is.</summary>
    public required float Taper { get; init; }

    /// <summary>How angular the head is.</summary>
    public required float Square { get; init; }

    public required float Ears { get; init; }

    public required float EyeX { get; init; }

    public required float EyeY { get; init; }

    public required float EyeWidth { get; init; }

    public required float EyeHeight { get; init; }

    public required float EyeSlant { get; init; }

    public required float BrowGap { get; init; }

    public required float BrowLength { get; init; }

    public required float BrowWeight { get; init; }

    public required float NoseLength { get; init; }

    public required float NoseWidth { get; init; }

    public required float MouthY { get; init; }

    public required float MouthWidth { get; init; }

    public required float Lips { get; init; }

    /// <summary>At rest, faces look a little happy, grim, tired or awake.</summary>
    public required float RestCorner { get; init; }

    public required float RestBrow { get; init; }

    public static Identity Of(int number)
    {
        var draws = new Draws(Draws.Purpose.Person, number);
        bool bearded = draws.Chance(0.25);
        return new Identity
        {
            Palette = Palette.Draw(new Draws(Draws.Purpose.Identity, number)),
            Hair = (HairKind)draws.Below(6),
            Beard = bearded ? (BeardKind)(1 + draws.Below(3)) : BeardKind.None,
            Glasses = draws.Chance(0.15),
            Parting = draws.Float(-0.24, 0.24),
            Fringe = draws.Float(0, 1),
            HeadWidth = draws.Float(0.72, 0.9),
            Taper = draws.Float(0.02, 0.24),
            Square = draws.Float(0, 0.7),
            Ears = draws.Float(0.1, 0.18),
            EyeX = draws.Float(0.3, 0.37),
            EyeY = draws.Float(-0.14, -0.02),
            EyeWidth = draws.Float(0.16, 0.21),
            EyeHeight = draws.Float(0.1, 0.135),
            EyeSlant = draws.Float(-0.03, 0.03),
            BrowGap = draws.Float(0.25, 0.31),
            BrowLength = draws.Float(0.17, 0.22),
            BrowWeight = draws.Float(0.028, 0.055),
            NoseLength = draws.Float(0.24, 0.36),
            NoseWidth = draws.Float(0.07, 0.13),
            MouthY = draws.Float(0.5, 0.58),
            MouthWidth = draws.Float(0.24, 0.31),
            Lips = draws.Float(0.02, 0.05),
            RestCorner = draws.Float(-0.1, 0.12),
            RestBrow = draws.Float(-0.12, 0.12),
        };
    }
}

internal enum HairKind
{
    None,
    Short,
    Parted,
    Long,
    Curly,
    Tied,
}

internal enum BeardKind
{
    None,
    Moustache,
    Chin,
    Full,
}
