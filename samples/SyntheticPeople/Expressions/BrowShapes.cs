using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.Expressions;

/// <summary>
/// Clearer brows. FaceKit's browDown moves the middle of the brow by 4 mm and its inner end by 2, while muscles press the inner end down first:
/// in small frames its anger looked like worry. Its browInnerUp lifts half of the brow evenly, so that grief looked like surprise.
/// </summary>
internal static class BrowShapes
{
    /// <summary>The shapes of a head, of which those that press or lift the inner brow slant it more.</summary>
    public static Shape[] Slant(Head head, FaceLines lines) => [.. head.Shapes.Select(shape => shape.Name switch
    {
        "browDown_L" => Add(shape, head, End(lines.LeftBrow), new V3(-0.06f, -0.42f, 0.08f)),
        "browDown_R" => Add(shape, head, End(lines.RightBrow), new V3(0.06f, -0.42f, 0.08f)),
        "browInnerUp_L" => Grieve(shape, head, lines.LeftBrow),
        "browInnerUp_R" => Grieve(shape, head, lines.RightBrow),
        _ => shape,
    })];

    private static Shape Grieve(Shape shape, Head head, V3[] brow) =>
        Add(Add(shape, head, End(brow), new V3(0, 0.14f, 0)), head, V3.Mix(brow[1], brow[2], 0.3f), new V3(0, -0.3f, 0.03f));

    /// <summary>The inner end: the last point of the line, below the landmarks, which are on the brow's upper edge.</summary>
    private static V3 End(V3[] brow) => brow[^1] - new V3(0, 0.5f, 0);

    private static Shape Add(Shape shape, Head head, V3 centre, V3 move)
    {
        float side = MathF.Sign(centre.X);
        var moves = new Dictionary<int, V3>();
        for (int i = 0; i < shape.Indices.Length; i++)
            moves[shape.Indices[i]] = V3.At(shape.Moves, i);
        for (int i = 0; i < head.Count; i++)
        {
            V3 p = V3.At(head.Points, i);
            // Points on the middle line take half from each side.
            float near = Curves.Bump(p.X - centre.X, 2.2f) * Curves.Bump(p.Y - centre.Y, 1.9f) * Curves.Step(5, 8, p.Z) * Curves.Step(-0.6f, 0.6f, p.X * side);
            if (near > 0.01f)
                moves[i] = moves.GetValueOrDefault(i) + (move * near);
        }
        int[] indices = [.. moves.Keys.Order()];
        return new Shape(shape.Name, indices, [.. indices.SelectMany(i => new[] { moves[i].X, moves[i].Y, moves[i].Z })]);
    }
}
