using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// The scan for one kind of feature. Eight windows that lie side by side go through the stages together, each in a lane of its own,
/// until none is left. (Measured: even a single one is not quicker on its own, where every answer is a branch that cannot be
/// predicted.)
/// </summary>
internal sealed unsafe class TreeScan<TNode>(CascadeModel model) : WindowScan(model)
    where TNode : unmanaged, IWindowNode<TNode>
{
    private readonly CascadeModel _model = model;
    private readonly TNode[] _nodes = new TNode[model.Nodes.Length];
    private VarianceNorm _norm;
    private (int Stride, int Squares, int Tilted, int Step) _preparedFor;

    protected override void Prepare(IntegralImage image)
    {
        var form = (image.Stride, image.SquaresAt, image.TiltedAt, image.Step);
        if (form == _preparedFor)
            return;
        foreach (CascadeTree tree in _model.Trees)
        {
            for (int i = tree.FirstNode; i < tree.FirstNode + tree.Nodes; i++)
                _nodes[i] = TNode.Make(_model, i, NodeBranches.Of(_model, tree, _model.Nodes[i]), image);
        }
        _norm = new VarianceNorm(_model, image);
        _preparedFor = form;
    }

    protected override bool Row(IntegralImage image, int y, int count, Span<byte> failedFirst, Span<byte> passed)
    {
        int any = 0;
        fixed (int* sums = image.Sums)
        fixed (TNode* first = _nodes)
        {
            int* row = sums + image.Offset(0, y);
            for (int i = 0; i < count; i += Lanes)
            {
                uint inside = count - i >= Lanes ? 0xFFu : 0xFFu >> (Lanes - (count - i));
                uint alive = Block(first, row + i, inside, out uint failed);
                failedFirst[i / Lanes] = (byte)failed;
                passed[i / Lanes] = (byte)alive;
                any |= (int)alive;
            }
        }
        return any != 0;
    }

    /// <summary>Judges eight windows, of which only those <paramref name="inside"/> exist, and gives those that passed.</summary>
    private uint Block(TNode* node, int* windows, uint inside, out uint failedFirst)
    {
        Vector256<float> norms = Vector256<float>.One;
        uint alive = _model.Kind == CascadeKind.Haar ? inside & _norm.Of(windows, out norms) : inside;
        failedFirst = 0;
        CascadeStage[] stages = _model.Stages;
        for (int s = 0; s < stages.Length && alive != 0; s++)
        {
            Vector256<float> sums = Vector256<float>.Zero;
            for (int t = 0; t < stages[s].Trees; t++)
            {
                sums += Leaves(node, windows, norms);
                node += node->Branches.Tree;
            }
            uint passing = Vector256.GreaterThanOrEqual(sums, Vector256.Create(stages[s].Threshold)).ExtractMostSignificantBits();
            if (s == 0)
                failedFirst = alive & ~passing;
            alive &= passing;
        }
        return alive;
    }

    /// <summary>The leaves of a tree that eight windows fall on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Leaves(TNode* root, int* windows, Vector256<float> norms)
    {
        NodeBranches branches = root->Branches;
        if (branches.Tree == 1)
            return Select(root->GoLeft(windows, norms), branches.LeftLeaf, branches.RightLeaf);
        if (branches.Tree > 2 || (branches.Left > 0 && branches.Right > 0))
            return LeavesOfMany(root, windows, norms);
        // Two nodes, as in most trees that are no stumps: both are asked, which is cheaper than finding out whether that is needed.
        NodeBranches second = root[1].Branches;
        Vector256<int> left = root->GoLeft(windows, norms);
        Vector256<float> below = Select(root[1].GoLeft(windows, norms), second.LeftLeaf, second.RightLeaf);
        return branches.Left > 0
            ? Vector256.ConditionalSelect(left.AsSingle(), below, Vector256.Create(branches.RightLeaf))
            : Vector256.ConditionalSelect(left.AsSingle(), Vector256.Create(branches.LeftLeaf), below);
    }

    /// <summary>Asks all nodes in order; since children come after their parents, who gets to a node is known when it is asked.</summary>
    [SkipLocalsInit]
    private static Vector256<float> LeavesOfMany(TNode* root, int* windows, Vector256<float> norms)
    {
        int count = root->Branches.Tree;
        Vector256<int>* there = stackalloc Vector256<int>[CascadeModel.MaxTreeNodes];
        new Span<Vector256<int>>(there, count).Clear();
        there[0] = Vector256<int>.AllBitsSet;
        Vector256<float> leaves = Vector256<float>.Zero;
        for (int i = 0; i < count; i++)
        {
            NodeBranches branches = root[i].Branches;
            Vector256<int> goLeft = root[i].GoLeft(windows, norms);
            Vector256<int> left = there[i] & goLeft, right = Vector256.AndNot(there[i], goLeft);
            if (branches.Left > 0)
                there[branches.Left] |= left;
            else
                leaves += left.AsSingle() & Vector256.Create(branches.LeftLeaf);
            if (branches.Right > 0)
                there[branches.Right] |= right;
            else
                leaves += right.AsSingle() & Vector256.Create(branches.RightLeaf);
        }
        return leaves;
    }

    private static Vector256<float> Select(Vector256<int> left, float leftLeaf, float rightLeaf) =>
        Vector256.ConditionalSelect(left.AsSingle(), Vector256.Create(leftLeaf), Vector256.Create(rightLeaf));
}
