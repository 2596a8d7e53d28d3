namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>
/// A head that can become anybody's and express anything: centimetres, x to the person's left, y up, z forward. Immutable; shared by threads.
/// </summary>
internal sealed class Head
{
    /// <summary>x, y, z of each point of the neutral average head.</summary>
    public required float[] Points { get; init; }

    public required int[] Triangles { get; init; }

    /// <summary>What each triangle is made of.</summary>
    public required Surface[] Surfaces { get; init; }

    /// <summary>The points of the 68 landmarks in the order of Multi-PIE.</summary>
    public required int[] Landmarks { get; init; }

    /// <summary>Expressions, as sparse displacements.</summary>
    public required Shape[] Shapes { get; init; }

    /// <summary>Ways in which heads differ: displacements of all points, each for one standard deviation.</summary>
    public required float[][] Identities { get; init; }

    /// <summary>The first of <see cref="Identities"/> is from women to men, the second from young to old.</summary>
    public bool KnowsAppearance { get; init; }

    /// <summary>How much of the surroundings each point sees, 0 to 1; baked by <see cref="Occlusion"/>.</summary>
    public float[] Openness { get; set; } = [];

    public int Count => Points.Length / 3;

    public V3 Landmark(int number) => V3.At(Points, Landmarks[number]);

    /// <summary>The points of a person without expression.</summary>
    /// <param name="weights">Standard deviations for each of <see cref="Identities"/>; fewer are allowed.</param>
    public float[] Person(ReadOnlySpan<float> weights)
    {
        float[] points = (float[])Points.Clone();
        for (int i = 0; i < Math.Min(weights.Length, Identities.Length); i++)
        {
            float[] shape = Identities[i];
            float weight = weights[i];
            for (int k = 0; k < points.Length; k++)
                points[k] += weight * shape[k];
        }
        return points;
    }
}

/// <summary>What a triangle is made of.</summary>
internal enum Surface : byte
{
    Skin,
    MouthInside,
    Gums,
    Teeth,
    LeftEye,
    RightEye,
    Lashes,
    EyeSocket,
    Hair,
    Cloth,
    Headwear,
    Frame,
    Lens,
    Obstacle,
    Hand,
}

/// <summary>One expression: the points that it moves, and how far.</summary>
internal sealed record Shape(string Name, int[] Indices, float[] Moves)
{
    public void AddTo(float[] points, float weight)
    {
        for (int i = 0; i < Indices.Length; i++)
        {
            int to = 3 * Indices[i];
            points[to] += weight * Moves[3 * i];
            points[to + 1] += weight * Moves[(3 * i) + 1];
            points[to + 2] += weight * Moves[(3 * i) + 2];
        }
    }
}
