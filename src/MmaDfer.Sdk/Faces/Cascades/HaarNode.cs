using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Cascades;

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
