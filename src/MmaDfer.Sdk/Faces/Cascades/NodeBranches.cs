namespace MmaDfer.Sdk.Faces.Cascades;

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
