namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>Cuts head and shoulders out of MakeHuman's body, says what each triangle is, and finds the landmarks, which the files do not name.</summary>
internal static class MakeHumanParts
{
    /// <param name="file">Triangles and groups.</param>
    /// <param name="points">Centimetres, the eyes at 3.6.</param>
    /// <param name="identities">Of all points.</param>
    /// <param name="shapes">Of all points.</param>
    public static Head Cut(ObjFile file, float[] points, float[][] identities, Shape[] shapes)
    {
        (int Point, V3 Place)[] landmarks = MakeHumanLandmarks.Find(file, points, shapes);
        float floor = landmarks[8].Place.Y - 10;
        var triangles = new List<int>();
        var surfaces = new List<Surface>();
        var behind = new HashSet<int>();
        int[] numbers = new int[points.Length / 3];
        Array.Fill(numbers, -1);
        var kept = new List<int>();
        for (int t = 0; t < file.Parts.Length; t++)
        {
            int[] corners = file.Triangles[(3 * t)..((3 * t) + 3)];
            if (SurfaceOf(file.Names[file.Parts[t]]) is not { } surface || corners.Any(c => points[(3 * c) + 1] < floor || MathF.Abs(points[3 * c]) > 13))
                continue;
            triangles.AddRange(corners.Select(Number));
            surfaces.Add(surface);
            // The teeth of the helper stand so far forward that they come through lips which move.
            if (surface == Surface.Teeth)
                behind.UnionWith(corners);
        }
        foreach (int tooth in behind)
            points[(3 * tooth) + 2] -= 0.5f;
        // Landmarks are points of their own, since those of the mesh are far apart; they move with the nearest one.
        int first = kept.Count;
        kept.AddRange(landmarks.Select(l => l.Point));
        float[] places = Pick(points);
        for (int i = 0; i < landmarks.Length; i++)
            landmarks[i].Place.To(places, first + i);
        var head = new Head
        {
            Points = places,
            Triangles = [.. triangles],
            Surfaces = [.. surfaces],
            Landmarks = [.. Enumerable.Range(first, landmarks.Length)],
            Shapes = [.. shapes.Select(Less)],
            Identities = [.. identities.Select(i => Pick(i))],
            KnowsAppearance = true,
        };
        MarkMouth(head);
        return head;

        int Number(int point)
        {
            if (numbers[point] < 0)
            {
                numbers[point] = kept.Count;
                kept.Add(point);
            }
            return numbers[point];
        }

        float[] Pick(float[] all) => [.. kept.SelectMany(i => new[] { all[3 * i], all[(3 * i) + 1], all[(3 * i) + 2] })];

        Shape Less(Shape shape)
        {
            int[] used = [.. Enumerable.Range(0, shape.Indices.Length).Where(i => numbers[shape.Indices[i]] >= 0)];
            return new Shape(
                shape.Name, [.. used.Select(i => numbers[shape.Indices[i]])], [.. used.SelectMany(i => new[] { shape.Moves[3 * i], shape.Moves[(3 * i) + 1], shape.Moves[(3 * i) + 2] })]);
        }
    }

    private static Surface? SurfaceOf(string group) => group switch
    {
        "body" => Surface.Skin,
        "helper-l-eye" => Surface.LeftEye,
        "helper-r-eye" => Surface.RightEye,
        "helper-upper-teeth" or "helper-lower-teeth" => Surface.Teeth,
        "helper-tongue" => Surface.Gums,
        _ when group.Contains("eyelashes", StringComparison.Ordinal) => Surface.Lashes,
        _ => null,
    };

    /// <summary>Skin that nothing outside sees, behind the lips, is the inside of the mouth.</summary>
    private static void MarkMouth(Head head)
    {
        float[] openness = Occlusion.Bake(head);
        V3 corner = head.Landmark(54), lip = head.Landmark(62);
        for (int t = 0; t < head.Surfaces.Length; t++)
        {
            if (head.Surfaces[t] != Surface.Skin)
                continue;
            int[] corners = head.Triangles[(3 * t)..((3 * t) + 3)];
            if (corners.All(c => V3.At(head.Points, c) is var p && MathF.Abs(p.X) < corner.X + 0.6f && MathF.Abs(p.Y - corner.Y) < 4 && p.Z < lip.Z - 0.3f && openness[c] < 0.12f))
                head.Surfaces[t] = Surface.MouthInside;
        }
        // It lies so close behind the lips and cheeks that it comes through where they are drawn back.
        HashSet<int> inside = [.. Corners(Surface.MouthInside)];
        inside.ExceptWith(Corners(Surface.Skin));
        foreach (int i in inside)
            (V3.At(head.Points, i) * new V3(0.88f, 1, 1) - new V3(0, 0, 0.6f)).To(head.Points, i);

        IEnumerable<int> Corners(Surface surface) =>
            Enumerable.Range(0, head.Surfaces.Length).Where(t => head.Surfaces[t] == surface).SelectMany(t => head.Triangles[(3 * t)..((3 * t) + 3)]);
    }
}
