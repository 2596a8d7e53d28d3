using System.Globalization;

namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>
/// Reads the head of a clone of MakeHuman (assets CC0): its base mesh, the targets of appearance and those of the face's expressions, which get
/// the names of the shapes that they resemble most.
/// </summary>
internal static class MakeHumanFolder
{
    public const string Where = "git clone https://github.com/makehumancommunity/makehuman (assets CC0), then --makehuman makehuman";

    private static readonly string[] Kinds = ["african", "asian", "caucasian"];

    /// <summary>Pairs of targets that undo each other: ways in which heads differ.</summary>
    private static readonly (string More, string Less)[] Pairs =
    [
        ("head/head-fat-incr", "head/head-fat-decr"), ("head/head-scale-horiz-incr", "head/head-scale-horiz-decr"), ("head/head-scale-vert-incr", "head/head-scale-vert-decr"),
        ("head/head-scale-depth-incr", "head/head-scale-depth-decr"), ("head/head-round", "head/head-rectangular"), ("head/head-oval", "head/head-square"),
        ("head/head-triangular", "head/head-invertedtriangular"), ("nose/nose-base-up", "nose/nose-base-down"), ("nose/nose-hump-incr", "nose/nose-hump-decr"),
        ("nose/nose-point-up", "nose/nose-point-down"), ("nose/nose-point-width-incr", "nose/nose-point-width-decr"), ("nose/nose-scale-horiz-incr", "nose/nose-scale-horiz-decr"),
        ("nose/nose-scale-vert-incr", "nose/nose-scale-vert-decr"), ("nose/nose-scale-depth-incr", "nose/nose-scale-depth-decr"), ("nose/nose-curve-concave", "nose/nose-curve-convex"),
        ("nose/nose-flaring-incr", "nose/nose-flaring-decr"), ("mouth/mouth-scale-horiz-incr", "mouth/mouth-scale-horiz-decr"), ("mouth/mouth-lowerlip-volume-incr", "mouth/mouth-lowerlip-volume-decr"),
        ("mouth/mouth-upperlip-volume-incr", "mouth/mouth-upperlip-volume-decr"), ("chin/chin-width-incr", "chin/chin-width-decr"), ("chin/chin-height-incr", "chin/chin-height-decr"),
        ("chin/chin-prominent-incr", "chin/chin-prominent-decr"), ("forehead/forehead-scale-vert-incr", "forehead/forehead-scale-vert-decr"),
    ];

    /// <summary>
    /// Shapes as mixtures of expression units and, where there is none for cheeks, folds and the middle of the lower lip, of features; those of
    /// both sides at once are divided in the middle.
    /// </summary>
    private static readonly (string Shape, (string Target, float Weight)[] Parts)[] Mixtures =
    [
        ("browDown_LR", [("eyebrows-left-down", 0.75f), ("eyebrows-right-down", 0.75f)]), ("browInnerUp_LR", [("eyebrows-left-inner-up", 1.6f), ("eyebrows-right-inner-up", 1.6f)]),
        ("browOuterUp_LR", [("eyebrows-left-extern-up", 0.8f), ("eyebrows-left-up", 1.6f), ("eyebrows-right-extern-up", 0.8f), ("eyebrows-right-up", 1.6f)]),
        ("eyeBlink_LR", [("eye-left-closure", 1), ("eye-right-closure", 1)]), ("eyeSquint_LR", [("eye-left-slit", 0.5f), ("eye-right-slit", 0.5f)]),
        ("eyeWide_LR", [("eye-left-opened-up", 1.2f), ("eye-right-opened-up", 1.2f)]),
        ("eyeLookUp_LR", [("eye-left-opened-up", 0.9f), ("eye-right-opened-up", 0.9f)]), ("eyeLookDown_LR", [("eye-left-closure", 0.5f), ("eye-right-closure", 0.5f)]),
        ("cheekSquint_LR", [("cheek/l-cheek-trans-up", 0.3f), ("cheek/r-cheek-trans-up", 0.3f), ("cheek/l-cheek-volume-incr", 0.4f), ("cheek/r-cheek-volume-incr", 0.4f), ("eye-left-slit", 0.15f), ("eye-right-slit", 0.15f)]),
        ("noseSneer_LR",
        [
            ("nose-left-elevation", 1.7f), ("nose-right-elevation", 1.7f), ("nose-left-dilatation", 0.7f), ("nose-right-dilatation", 0.7f), ("eyebrows-left-down", 0.3f), ("eyebrows-right-down", 0.3f),
            ("mouth-elevation", 0.35f), ("mouth/mouth-laugh-lines-in", 0.6f), ("cheek/l-cheek-trans-up", 0.2f), ("cheek/r-cheek-trans-up", 0.2f),
        ]),
        ("jawOpen", [("mouth-open", 1)]), ("jawForward", [("chin/chin-prognathism-incr", 0.6f)]), ("mouthPucker", [("mouth-pursing", 0.9f)]), ("mouthFunnel", [("mouth-protusion", 0.7f), ("mouth-eversion", 0.6f)]),
        ("mouthShrugLower", [("mouth/mouth-lowerlip-middle-up", 0.5f), ("mouth-compression", 0.3f), ("mouth-depression", 0.2f)]), ("mouthShrugUpper", [("mouth-elevation", 0.4f)]),
        ("mouthRollLower", [("mouth-compression", 0.3f), ("mouth-depression", 0.15f)]), ("mouthRollUpper", [("mouth-compression", 0.2f), ("mouth-depression", 0.1f)]),
        ("mouthSmile_LR", [("mouth-corner-puller", 1.1f), ("mouth/mouth-laugh-lines-in", 0.4f)]), ("mouthFrown_LR", [("mouth-depression", 1)]),
        ("mouthStretch_LR", [("neck-platysma", 1), ("mouth-retraction", 1.1f)]), ("mouthPress_LR", [("mouth-compression", 0.6f), ("mouth-depression", 0.4f)]),
        ("mouthUpperUp_LR", [("mouth-elevation", 0.7f), ("mouth-upward-retraction", 0.5f)]), ("mouthLowerDown_LR", [("mouth-depression-retraction", 0.8f)]),
        ("mouthDimple_LR", [("mouth-retraction", 0.5f)]),
    ];

    /// <exception cref="IOException">Files are missing or not as expected.</exception>
    public static Head Read(string folder)
    {
        string data = Folder(folder);
        ObjFile file = ObjFile.Read(Path.Combine(data, "3dobjs", "base.obj"), "g");
        int count = file.Points.Length / 3;
        float[] points = (float[])file.Points.Clone();
        Dictionary<string, float[]> people = Everybody().ToDictionary(name => name, name => Target(data, "macrodetails/" + name, count));
        foreach (float[] target in people.Values)
            Add(points, target, 1f / people.Count);
        // At rest its lips are parted and its lids hang: the average face of others has neither.
        foreach ((string target, float weight) in ((string, float)[])[("mouth-compression", 0.15f), ("eye-left-opened-up", 0.25f), ("eye-right-opened-up", 0.25f)])
            Add(points, Target(data, UnitPath(target), count), weight);
        int[] eyes = PointsOf(file, "helper-l-eye", "helper-r-eye");
        V3 middle = Mean(points, eyes);
        for (int i = 0; i < count; i++)
            (((V3.At(points, i) - middle) * 10) + new V3(0, 3.6f, 8.2f)).To(points, i);

        var identities = new List<float[]> { Contrast(people, n => n.Contains("-male", StringComparison.Ordinal)), Contrast(people, n => n.EndsWith("old", StringComparison.Ordinal)) };
        identities.AddRange(Kinds.Select(kind => Contrast(people, n => n.StartsWith(kind, StringComparison.Ordinal)).Select(m => 0.6f * m).ToArray()));
        foreach ((string more, string less) in Pairs.Where(p => File.Exists(PathOf(data, p.More)) && File.Exists(PathOf(data, p.Less))))
        {
            float[] move = Target(data, more, count);
            Add(move, Target(data, less, count), -1);
            identities.Add([.. move.Select(m => 0.09f * m)]);
        }
        foreach (float[] identity in identities)
        {
            V3 shift = Mean(identity, eyes);
            for (int i = 0; i < count; i++)
                ((V3.At(identity, i) - shift) * 10).To(identity, i);
        }
        return MakeHumanParts.Cut(file, points, [.. identities], [.. Shapes(data, points)]);
    }

    /// <summary>The files that a cache depends on.</summary>
    public static IEnumerable<string> Files(string folder)
    {
        string data = Folder(folder);
        string[] targets =
        [
            .. Everybody().Select(n => "macrodetails/" + n), .. Pairs.SelectMany(p => new[] { p.More, p.Less }),
            .. Mixtures.SelectMany(m => m.Parts).Select(p => UnitPath(p.Target)).Distinct(),
        ];
        return targets.Select(t => PathOf(data, t)).Where(File.Exists).Append(Path.Combine(data, "3dobjs", "base.obj"));
    }

    private static string Folder(string folder)
    {
        string[] places = [Path.Combine(folder, "makehuman", "data"), Path.Combine(folder, "data"), folder];
        return places.FirstOrDefault(p => File.Exists(Path.Combine(p, "3dobjs", "base.obj")))
            ?? throw new FileNotFoundException($"{folder}: no head model (makehuman/data/3dobjs/base.obj). {Where}");
    }

    private static IEnumerable<string> Everybody() =>
        from kind in Kinds from sex in (string[])["female", "male"] from age in (string[])["young", "old"] select $"{kind}-{sex}-{age}";

    private static string UnitPath(string name) => name.Contains('/', StringComparison.Ordinal) ? name : "expression/units/caucasian/" + name;

    private static string PathOf(string data, string name) => Path.Combine(data, "targets", name.Replace('/', Path.DirectorySeparatorChar) + ".target");

    /// <summary>Half the difference between those who are something and the others.</summary>
    private static float[] Contrast(Dictionary<string, float[]> people, Func<string, bool> belongs)
    {
        float[] sum = new float[people.Values.First().Length];
        int yes = people.Keys.Count(belongs), no = people.Count - yes;
        foreach ((string name, float[] target) in people)
            Add(sum, target, belongs(name) ? 0.5f / yes : -0.5f / no);
        return sum;
    }

    private static IEnumerable<Shape> Shapes(string data, float[] points)
    {
        foreach ((string name, (string Target, float Weight)[] parts) in Mixtures)
        {
            float[] move = new float[points.Length];
            foreach ((string target, float weight) in parts)
                Add(move, Target(data, UnitPath(target), points.Length / 3), 10 * weight);
            if (!name.EndsWith("_LR", StringComparison.Ordinal))
            {
                yield return Sparse(name, move, _ => 1);
                continue;
            }
            yield return Sparse(name[..^1], move, i => Curves.Step(-0.8f, 0.8f, points[3 * i]));
            yield return Sparse(name[..^2] + "R", move, i => Curves.Step(0.8f, -0.8f, points[3 * i]));
        }
    }

    private static Shape Sparse(string name, float[] move, Func<int, float> share)
    {
        int[] indices = [.. Enumerable.Range(0, move.Length / 3).Where(i => V3.At(move, i).Length * share(i) > 1e-3f)];
        return new Shape(name, indices, [.. indices.SelectMany(i => new[] { move[3 * i] * share(i), move[(3 * i) + 1] * share(i), move[(3 * i) + 2] * share(i) })]);
    }

    private static float[] Target(string data, string name, int count)
    {
        string path = PathOf(data, name);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing: the clone is not complete. {Where}");
        float[] moves = new float[3 * count];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool good = words.Length >= 4 && int.TryParse(words[0], CultureInfo.InvariantCulture, out int point) && point >= 0 && point < count
                && Parse(words, moves.AsSpan(3 * point, 3));
            if (!good)
                throw new InvalidDataException($"{path}, line {number}: the number of a point and three distances are needed.");
        }
        return moves;
    }

    private static bool Parse(string[] words, Span<float> values)
    {
        bool good = true;
        for (int i = 0; i < 3; i++)
            good &= float.TryParse(words[i + 1], CultureInfo.InvariantCulture, out values[i]) && float.IsFinite(values[i]);
        return good;
    }

    private static void Add(float[] to, float[] from, float weight)
    {
        for (int i = 0; i < to.Length; i++)
            to[i] += weight * from[i];
    }

    private static int[] PointsOf(ObjFile file, params string[] groups) => [.. Enumerable.Range(0, file.Parts.Length)
        .Where(t => groups.Contains(file.Names[file.Parts[t]])).SelectMany(t => file.Triangles[(3 * t)..((3 * t) + 3)]).Distinct()];

    private static V3 Mean(float[] packed, int[] points) => points.Aggregate(new V3(0, 0, 0), (sum, i) => sum + V3.At(packed, i)) * (1f / points.Length);
}
