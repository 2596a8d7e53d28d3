using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// A node made ready for an integral image: its feature is a list of offsets from where a window begins. Structs implement it,
/// so that the walk through trees is compiled for each kind of feature.
/// </summary>
internal unsafe interface IWindowNode<TSelf>
    where TSelf : unmanaged, IWindowNode<TSelf>
{
    NodeBranches Branches { get; }

    static abstract TSelf Make(CascadeModel model, int node, NodeBranches branches, IntegralImage image);

    /// <summary>The answer of eight windows side by side: all bits set for left, none for right.</summary>
    /// <param name="windows">The first window's place among the sums; the others follow it.</param>
    /// <param name="norms">Factor of each window's brightness.</param>
    Vector256<int> GoLeft(int* windows, Vector256<float> norms);
}

/// <summary>A node of a Haar cascade: whether a weighted sum of rectangles is below a threshold.</summary>
internal unsafe struct HaarNode : IWindowNode<HaarNode>
{
    private RectangleOffsets _a, _b, _c;
    private float _weightA, _weightB, _weightC, _threshold;

    public NodeBranches Branches { get; private set; }

    public static HaarNode Make(CascadeModel model, int node, NodeBranches branches, IntegralImage image)
    {
        HaarFeature feature = model.HaarFeatures[model.Nodes[node].Feature];
        return new HaarNode
        {
            _a = Offsets(feature.A),
            _b = Offsets(feature.B),
            _c = Offsets(feature.C),
            _weightA = feature.A.Weight,
            _weightB = feature.B.Weight,
            _weightC = feature.C.Weight,
            _threshold = model.Nodes[node].Threshold,
            Branches = branches,
        };

        RectangleOffsets Offsets(HaarRectangle r) => feature.Tilted
            ? RectangleOffsets.Tilted(image, r.X, r.Y, r.Width, r.Height)
            : RectangleOffsets.Of(image, r.X, r.Y, r.Width, r.Height);
    }

    // Multiplied and added in this order and not fused, so that every machine and OpenCV get the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<int> GoLeft(int* windows, Vector256<float> norms)
    {
        Vector256<float> sum = (Vector256.ConvertToSingle(_a.Sums(windows)) * _weightA)
            + (Vector256.ConvertToSingle(_b.Sums(windows)) * _weightB);
        if (_weightC != 0)
            sum += Vector256.ConvertToSingle(_c.Sums(windows)) * _weightC;
        return Vector256.LessThan(sum * norms, Vector256.Create(_threshold)).AsInt32();
    }
}

/// <summary>
/// A node of an LBP cascade: whether the pattern of 3 x 3 blocks is in a set. A pattern has one bit for each outer block, clockwise
/// from the upper left one, the highest first; it is set where the block is at least as bright as the one in the middle.
/// </summary>
internal unsafe struct LbpNode : IWindowNode<LbpNode>
{
    private fixed int _corners[16];
    private fixed int _subset[CascadeModel.SubsetWords];

    public NodeBranches Branches { get; private set; }

    public static LbpNode Make(CascadeModel model, int node, NodeBranches branches, IntegralImage image)
    {
        LbpFeature feature = model.LbpFeatures[model.Nodes[node].Feature];
        var made = new LbpNode { Branches = branches };
        for (int i = 0; i < 16; i++)
            made._corners[i] = image.Offset(feature.X + (i % 4 * feature.Width), feature.Y + (i / 4 * feature.Height));
        for (int i = 0; i < CascadeModel.SubsetWords; i++)
            made._subset[i] = model.Subsets[(node * CascadeModel.SubsetWords) + i];
        return made;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<int> GoLeft(int* windows, Vector256<float> norms)
    {
        fixed (int* corners = _corners, subset = _subset)
        {
            // Differences along the four lines of corners; blocks are differences of those.
            Vector256<int> a0 = Span(windows, corners, 0), a1 = Span(windows, corners, 1), a2 = Span(windows, corners, 2);
            Vector256<int> b0 = Span(windows, corners, 4), b1 = Span(windows, corners, 5), b2 = Span(windows, corners, 6);
            Vector256<int> c0 = Span(windows, corners, 8), c1 = Span(windows, corners, 9), c2 = Span(windows, corners, 10);
            Vector256<int> d0 = Span(windows, corners, 12), d1 = Span(windows, corners, 13), d2 = Span(windows, corners, 14);
            Vector256<int> middle = c1 - b1;
            Vector256<int> darker = Bit(128, middle, b0 - a0) | Bit(64, middle, b1 - a1) | Bit(32, middle, b2 - a2)
                | Bit(16, middle, c2 - b2) | Bit(8, middle, d2 - c2) | Bit(4, middle, d1 - c1)
                | Bit(2, middle, d0 - c0) | Bit(1, middle, c0 - b0);
            return InSet(darker ^ Vector256.Create(255), subset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Span(int* windows, int* corners, int left) =>
        Vector256.Load(windows + corners[left + 1]) - Vector256.Load(windows + corners[left]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Bit(int bit, Vector256<int> middle, Vector256<int> block) =>
        Vector256.GreaterThan(middle, block) & Vector256.Create(bit);

    /// <summary>All bits set for those patterns whose bit of the 256 is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> InSet(Vector256<int> patterns, int* subset)
    {
        if (Vector256.IsHardwareAccelerated && Avx2.IsSupported)
        {
            Vector256<int> words = Avx2.PermuteVar8x32(Vector256.Load(subset), patterns >>> 5);
            // The bit asked for goes to the top, which then fills the lane.
            Vector256<uint> up = Vector256.Create(31u) - (patterns.AsUInt32() & Vector256.Create(31u));
            return Avx2.ShiftLeftLogicalVariable(words, up) >> 31;
        }
        Vector256<int> result = default;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
        {
            int pattern = patterns.GetElement(lane);
            result = result.WithElement(lane, -((subset[pattern >> 5] >> (pattern & 31)) & 1));
        }
        return result;
    }
}

/// <summary>Where the answers to a node's question lead.</summary>
/// <param name="Tree">Of a tree's first node: how many nodes the tree has.</param>
/// <param name="Left">The tree's node that the answer yes leads to; 0 or less where that is a leaf.</param>
/// <param name="Right">The same for the answer no.</param>
/// <param name="LeftLeaf">The leaf on the left; nothing where there is a node.</param>
/// <param name="RightLeaf">The leaf on the right; nothing where there is a node.</param>
internal readonly record struct NodeBranches(int Tree, int Left, int Right, float LeftLeaf, float RightLeaf)
{
    /// <summary>The branches of a node of a tree.</summary>
    public static NodeBranches Of(CascadeModel model, CascadeTree tree, CascadeNode node) => new(
        tree.Nodes,
        node.Left,
        node.Right,
        node.Left > 0 ? 0 : model.Leaves[tree.FirstLeaf - node.Left],
        node.Right > 0 ? 0 : model.Leaves[tree.FirstLeaf - node.Right]);
}

/// <summary>The four places of an integral image, counted from where a window begins, that make the sum over a rectangle.</summary>
internal readonly unsafe struct RectangleOffsets
{
    private readonly int _start, _right, _below, _end;

    private RectangleOffsets(int start, int right, int below, int end) =>
        (_start, _right, _below, _end) = (start, right, below, end);

    public static RectangleOffsets Of(IntegralImage image, int x, int y, int width, int height) => new(
        image.Offset(x, y), image.Offset(x + width, y), image.Offset(x, y + height), image.Offset(x + width, y + height));

    public static RectangleOffsets Tilted(IntegralImage image, int x, int y, int width, int height) => new(
        image.TiltedAt + image.Offset(x, y),
        image.TiltedAt + image.Offset(x - height, y + height),
        image.TiltedAt + image.Offset(x + width, y + width),
        image.TiltedAt + image.Offset(x + width - height, y + width + height));

    /// <summary>The sums of eight windows side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Sums(int* windows) =>
        Vector256.Load(windows + _start) - Vector256.Load(windows + _right) - Vector256.Load(windows + _below) + Vector256.Load(windows + _end);
}
