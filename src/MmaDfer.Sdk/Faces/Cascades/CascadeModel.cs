namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// A boosted cascade as its file has it, checked: every index is inside its list, every rectangle inside the window, and the
/// children of a node come after it, so that following them ends.
/// </summary>
/// <param name="Kind">What the features are.</param>
/// <param name="Width">Pixels in a row of the window.</param>
/// <param name="Height">Rows of the window.</param>
/// <param name="Stages">A window is a face if it passes all of them, in order.</param>
/// <param name="Trees">The trees of all stages, one stage after the other.</param>
/// <param name="Nodes">The nodes of all trees, one tree after the other.</param>
/// <param name="Leaves">The leaves of all trees: one more than a tree has nodes.</param>
/// <param name="Subsets">Of an LBP cascade: 8 words for every node, one bit for each of 256 patterns, set for those that go left.</param>
/// <param name="HaarFeatures">Of a Haar cascade; otherwise empty.</param>
/// <param name="LbpFeatures">Of an LBP cascade; otherwise empty.</param>
internal sealed record CascadeModel(
    CascadeKind Kind,
    int Width,
    int Height,
    CascadeStage[] Stages,
    CascadeTree[] Trees,
    CascadeNode[] Nodes,
    float[] Leaves,
    int[] Subsets,
    HaarFeature[] HaarFeatures,
    LbpFeature[] LbpFeatures)
{
    /// <summary>Words of <see cref="Subsets"/> for a node.</summary>
    public const int SubsetWords = 8;

    /// <summary>
    /// Pixels that a window may have in a direction: with more, the sum of a window's squares might exceed 32 bits.
    /// </summary>
    public const int MaxWindow = 256;

    /// <summary>Nodes that a tree may have; the trees of published cascades have at most a few.</summary>
    public const int MaxTreeNodes = 32;

    /// <summary>Whether some feature needs the sums over rectangles that are turned by 45 degrees.</summary>
    public bool Tilted { get; } = HaarFeatures.Any(f => f.Tilted);
}

/// <summary>What a cascade measures.</summary>
internal enum CascadeKind
{
    /// <summary>Differences of brightness between rectangles.</summary>
    Haar,

    /// <summary>Local binary patterns: which of 8 blocks are as bright as the one they surround.</summary>
    Lbp,
}

/// <summary>Trees whose leaves must add up to the threshold at least.</summary>
internal readonly record struct CascadeStage(int FirstTree, int Trees, float Threshold);

/// <summary>A tree: where its nodes and leaves begin. It has one leaf more than nodes.</summary>
internal readonly record struct CascadeTree(int FirstNode, int Nodes, int FirstLeaf);

/// <summary>
/// A question about a feature. Where the answers lead counts within the tree: a positive number is a node, any other, negated,
/// a leaf.
/// </summary>
/// <param name="Feature">Which feature.</param>
/// <param name="Threshold">Of a Haar cascade: values below it go left.</param>
/// <param name="Left">Where the answer yes leads.</param>
/// <param name="Right">Where the answer no leads.</param>
internal readonly record struct CascadeNode(int Feature, float Threshold, int Left, int Right);

/// <summary>The weighted sum of the brightness of up to three rectangles; unused ones are empty with weight 0.</summary>
internal readonly record struct HaarFeature(HaarRectangle A, HaarRectangle B, HaarRectangle C, bool Tilted);

/// <summary>
/// A rectangle of a Haar feature. Tilted, it is turned clockwise by 45 degrees about its corner (X, Y): its width goes down to
/// the right, its height down to the left.
/// </summary>
internal readonly record struct HaarRectangle(int X, int Y, int Width, int Height, float Weight);

/// <summary>Nine equal blocks, three by three: the upper left corner of the first, and the size of each.</summary>
internal readonly record struct LbpFeature(int X, int Y, int Width, int Height);
