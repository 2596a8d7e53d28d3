namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// A question about a feature. Where the answers lead counts within the tree: a positive number is a node, any other, negated,
/// a leaf.
/// </summary>
/// <param name="Feature">Which feature.</param>
/// <param name="Threshold">Of a Haar cascade: values below it go left.</param>
/// <param name="Left">Where the answer yes leads.</param>
/// <param name="Right">Where the answer no leads.</param>
internal readonly record struct CascadeNode(int Feature, float Threshold, int Left, int Right);
