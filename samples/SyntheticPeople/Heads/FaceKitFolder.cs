using System.Globalization;
using System.Text.Json;

namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>Reads the head of a clone of ICT-FaceKit (MIT): the light model in its folder FaceXModel.</summary>
internal static class FaceKitFolder
{
    public const string Where = "git clone https://github.com/ICT-VGL/ICT-FaceKit (400 MB, MIT), then --facekit ICT-FaceKit";

    /// <summary>Points that the inside of the mouth and the eye sockets begin and end with: they share a material with the back of the head.</summary>
    private const int FirstInside = 11248, FirstSocket = 13294, LastSocket = 14061;

    /// <exception cref="IOException">Files are missing or not as expected.</exception>
    public static Head Read(string folder)
    {
        string root = Folder(folder);
        (string[] names, int[] landmarks) = Index(Path.Combine(root, "vertex_indices.json"));
        ObjFile neutral = ObjFile.Read(Path.Combine(root, "generic_neutral_mesh.obj"));
        foreach (int landmark in landmarks)
        {
            if (landmark < 0 || landmark >= neutral.Points.Length / 3)
                throw new InvalidDataException($"{root}: landmark at point {landmark}, but the head has {neutral.Points.Length / 3} points.");
        }
        var shapes = new Shape[names.Length];
        Parallel.For(0, names.Length, i => shapes[i] = Sparse(names[i], Moves(Path.Combine(root, names[i] + ".obj"), neutral)));
        var identities = new List<string>();
        while (File.Exists(Identity(root, identities.Count)))
            identities.Add(Identity(root, identities.Count));
        float[][] people = new float[identities.Count][];
        Parallel.For(0, people.Length, i => people[i] = Moves(identities[i], neutral));
        return new Head
        {
            Points = neutral.Points,
            Triangles = neutral.Triangles,
            Surfaces = Surfaces(neutral, out int[] kept),
            Landmarks = landmarks,
            Shapes = shapes,
            Identities = people,
        }.Keep(kept);
    }

    /// <summary>The files that a cache depends on.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Folder(folder)).Order(StringComparer.Ordinal);

    private static string Folder(string folder)
    {
        string inner = Path.Combine(folder, "FaceXModel");
        string root = Directory.Exists(inner) ? inner : folder;
        return File.Exists(Path.Combine(root, "generic_neutral_mesh.obj"))
            ? root
            : throw new FileNotFoundException($"{folder}: no head model (FaceXModel/generic_neutral_mesh.obj). {Where}");
    }

    private static string Identity(string root, int number) =>
        Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"identity{number:000}.obj"));

    private static (string[] Names, int[] Landmarks) Index(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            string[] names = [.. json.RootElement.GetProperty("expressions").EnumerateArray().Select(e => e.GetString() ?? "")];
            int[] landmarks = [.. json.RootElement.GetProperty("idx_to_landmark_verts").EnumerateArray().Select(e => e.GetInt32())];
            return landmarks.Length == 68 && names.All(n => n.Length > 0 && n.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                ? (names, landmarks)
                : throw new InvalidDataException($"{path}: 68 landmarks and plain names of expressions are needed.");
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: {problem.Message}", problem);
        }
    }

    private static float[] Moves(string path, ObjFile neutral)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is missing: the clone is not complete. {Where}");
        float[] moved = ObjFile.Read(path).Points;
        if (moved.Length != neutral.Points.Length)
            throw new InvalidDataException($"{path}: {moved.Length / 3} points, but the neutral head has {neutral.Points.Length / 3}.");
        for (int i = 0; i < moved.Length; i++)
            moved[i] -= neutral.Points[i];
        return moved;
    }

    private static Shape Sparse(string name, float[] moves)
    {
        int[] indices = [.. Enumerable.Range(0, moves.Length / 3).Where(i => V3.At(moves, i).Length > 1e-3f)];
        return new Shape(name, indices, [.. indices.SelectMany(i => new[] { moves[3 * i], moves[(3 * i) + 1], moves[(3 * i) + 2] })]);
    }

    /// <summary>The surface of each triangle that is drawn; fluids and shells before the eyes are not, nor is what lies inside the eyeball.</summary>
    private static Surface[] Surfaces(ObjFile file, out int[] kept)
    {
        var surfaces = new List<Surface>();
        var triangles = new List<int>();
        for (int i = 0; i < file.Parts.Length; i++)
        {
            int corner = file.Triangles.AsSpan(3 * i, 3).ToArray().Max();
            Surface? surface = file.Names[file.Parts[i]] switch
            {
                "M_Face" => Surface.Skin,
                "M_BackHead" => corner is < FirstInside or > LastSocket ? Surface.Skin : corner < FirstSocket ? Surface.MouthInside : Surface.EyeSocket,
                "M_GumsTongue" => Surface.Gums,
                "M_Teeth" => Surface.Teeth,
                "M_ScleraLeft" => Surface.LeftEye,
                "M_ScleraRight" => Surface.RightEye,
                "M_EyeLashes" => Surface.Lashes,
                _ => null,
            };
            if (surface is { } known)
            {
                surfaces.Add(known);
                triangles.Add(i);
            }
        }
        kept = [.. triangles];
        return [.. surfaces];
    }

    private static Head Keep(this Head head, int[] kept) => new()
    {
        Points = head.Points,
        Triangles = [.. kept.SelectMany(i => head.Triangles[(3 * i)..((3 * i) + 3)])],
        Surfaces = head.Surfaces,
        Landmarks = head.Landmarks,
        Shapes = head.Shapes,
        Identities = head.Identities,
    };
}
