namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>Finds the 68 landmarks of MakeHuman's face: by what its expressions move most, by the eyeballs and by the profile.</summary>
internal static class MakeHumanLandmarks
{
    /// <returns>For each landmark its place and the point of the skin that it moves with.</returns>
    public static (int Point, V3 Place)[] Find(ObjFile file, float[] points, Shape[] shapes)
    {
        int[] skin = Group(file, "body"), leftEye = Group(file, "helper-l-eye");
        float[] normals = Normals.Of(points, file.Triangles);
        int[] front = [.. skin.Where(i => points[(3 * i) + 2] > 2 && normals[(3 * i) + 2] > 0.05f && points[(3 * i) + 1] is > -12 and < 14)];
        V3 corner = Most("mouthSmile_L"), inner = Most("browInnerUp_L"), outer = Most("browOuterUp_L");
        float low = leftEye.Min(i => points[(3 * i) + 1]), high = leftEye.Max(i => points[(3 * i) + 1]);
        V3 eye = V3.Mix(V3.At(points, leftEye.MinBy(i => points[3 * i])), V3.At(points, leftEye.MaxBy(i => points[3 * i])), 0.5f);
        float radius = (high - low) / 2;
        // The outermost points of the ball are not at its middle height.
        eye = new V3(eye.X, (low + high) / 2, eye.Z);
        // The profile: the foremost point of each height.
        float Profile(float y) => front.Where(i => MathF.Abs(points[3 * i]) < 0.35f && MathF.Abs(points[(3 * i) + 1] - y) < 0.22f).Select(i => points[(3 * i) + 2]).DefaultIfEmpty(0).Max();
        float Best(float from, float to, int sign) => Enumerable.Range(0, 41).Select(k => from + ((to - from) * k / 40)).MaxBy(y => sign * Profile(y));
        float nose = Best(eye.Y - 5.5f, eye.Y - 1, 1), mouth = Best(corner.Y - 0.5f, corner.Y + 0.7f, -1);
        float upper = Best(mouth + 0.15f, mouth + 1.2f, 1), lower = Best(mouth - 1.3f, mouth - 0.15f, 1), chin = Best(mouth - 4.5f, mouth - 2.2f, 1);
        float wing = Best(upper + 0.5f, nose - 0.3f, -1);
        var places = new List<(float X, float Y)>();
        for (int i = 0; i < 17; i++)
        {
            float turn = i / 32f;
            places.Add((-7 * (float)SyntheticFaces.Exact.CosTurns(turn), eye.Y - ((eye.Y - chin + 0.8f) * (float)SyntheticFaces.Exact.SinTurns(turn))));
        }
        float[] along = [0, 0.25f, 0.5f, 0.75f, 1];
        foreach (int side in (int[])[-1, 1])
        {
            for (int k = 0; k < 5; k++)
            {
                float t = side < 0 ? along[k] : 1 - along[k];
                places.Add((side * Curves.Mix(outer.X + 0.5f, inner.X - 0.35f, t), Curves.Mix(outer.Y - 0.3f, inner.Y - 0.05f, t) + (0.55f * Curves.Bump(t - 0.45f, 0.55f))));
            }
        }
        for (int i = 0; i < 4; i++)
            places.Add((0, Curves.Mix(eye.Y + 0.1f, nose, i / 3f)));
        for (int i = 0; i < 5; i++)
            places.Add((0.62f * (i - 2), wing + 0.1f));
        float lowerLid = eye.Y - (0.42f * radius), upperLid = eye.Y + (0.38f * radius);
        foreach (int side in (int[])[-1, 1])
        {
            ReadOnlySpan<(float X, float Y)> rim =
            [
                (-1.18f, eye.Y - 0.1f), (-0.45f, upperLid), (0.4f, upperLid), (1.05f, eye.Y - 0.15f), (0.4f, lowerLid), (-0.4f, lowerLid),
            ];
            foreach ((float x, float y) in rim)
                places.Add(((side * eye.X) + (x * radius * 0.92f), y));
        }
        float top = mouth + (1.75f * (upper - mouth)), bottom = mouth + (1.75f * (lower - mouth));
        for (int i = 0; i < 12; i++)
        {
            float turn = i / 12f, s = (float)SyntheticFaces.Exact.SinTurns(turn);
            places.Add((-corner.X * (float)SyntheticFaces.Exact.CosTurns(turn), Curves.Mix(mouth, corner.Y, MathF.Abs((float)SyntheticFaces.Exact.CosTurns(turn))) + (s > 0 ? s * (top - mouth) : -s * (bottom - mouth))));
        }
        for (int i = 0; i < 8; i++)
            places.Add((-0.85f * corner.X * (float)SyntheticFaces.Exact.CosTurns(i / 8f), mouth + (0.06f * (float)SyntheticFaces.Exact.SinTurns(i / 8f))));
        return [.. places.Select(p => front.MinBy(i => Far(V3.At(points, i), p)) is var i ? (i, new V3(p.X, p.Y, points[(3 * i) + 2])) : default)];

        V3 Most(string shape)
        {
            Shape found = shapes.Single(s => s.Name == shape);
            int best = Enumerable.Range(0, found.Indices.Length).Where(k => points[3 * found.Indices[k]] > 0.5f).MaxBy(k => V3.At(found.Moves, k).Length);
            return V3.At(points, found.Indices[best]);
        }

        static float Far(V3 p, (float X, float Y) place) => ((p.X - place.X) * (p.X - place.X)) + ((p.Y - place.Y) * (p.Y - place.Y)) - (0.02f * p.Z);
    }

    private static int[] Group(ObjFile file, string name) => [.. Enumerable.Range(0, file.Parts.Length)
        .Where(t => file.Names[file.Parts[t]] == name).SelectMany(t => file.Triangles[(3 * t)..((3 * t) + 3)]).Distinct()];
}
