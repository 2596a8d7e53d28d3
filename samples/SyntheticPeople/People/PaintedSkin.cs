using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>A person's skin on the <see cref="FaceMap"/>: colours, and where expressions fold it.</summary>
internal sealed class PaintedSkin
{
    /// <summary>Linear red, green and blue of each cell.</summary>
    public V3[] Colours { get; } = new V3[FaceMap.Width * FaceMap.Height];

    /// <summary>Which fold a cell belongs to.</summary>
    public Fold[] Folds { get; } = new Fold[FaceMap.Width * FaceMap.Height];

    /// <summary>How deep it is there when it is fully folded, 0 to 1.</summary>
    public float[] Depths { get; } = new float[FaceMap.Width * FaceMap.Height];

    /// <summary>How oily a cell shines, about 1.</summary>
    public float[] Shine { get; } = new float[FaceMap.Width * FaceMap.Height];
}

/// <summary>Places where an expression folds the skin.</summary>
internal enum Fold : byte
{
    None,
    ForeheadMiddle,
    ForeheadSides,
    Glabella,
    LeftCrow,
    RightCrow,
    LeftNasolabial,
    RightNasolabial,
    NoseBridge,
    Chin,
    LeftBag,
    RightBag,
}
