using System.Runtime.Intrinsics;

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
    /// <param name="norms">What each window's brightness is to be multiplied by.</param>
    Vector256<int> GoLeft(int* windows, Vector256<float> norms);
}
