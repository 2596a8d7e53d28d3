using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Faces.Cascades;

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
        if (Avx2.IsSupported)
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
