namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>A tree: where its nodes and leaves begin. It has one leaf more than nodes.</summary>
internal readonly record struct CascadeTree(int FirstNode, int Nodes, int FirstLeaf);
