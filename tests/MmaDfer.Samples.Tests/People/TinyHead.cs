using System.Globalization;
using System.Text;
using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.Tests.People;

/// <summary>
/// A made-up head in the files of FaceKit: an ellipsoid with a mouth, two eyeballs, teeth and lashes of a few hundred points, four expressions
/// and two ways to differ. Nothing of the real head is in it.
/// </summary>
internal static class TinyHead
{
    public const int Rings = 24, Sides = 32, SkinPoints = ((Rings - 1) * Sides) + 2;

    public static string[] Shapes { get; } = ["browDown_L", "browDown_R", "jawOpen", "mouthSmile_L", "mouthSmile_R", "eyeBlink_L", "eyeBlink_R"];

    /// <summary>Writes the folder of a clone.</summary>
    public static string Write(string folder)
    {
        string root = Path.Combine(folder, "FaceXModel");
        Directory.CreateDirectory(root);
        List<(double X, double Y, double Z)> points = Points(out StringBuilder faces);
        Save("generic_neutral_mesh", p => p);
        Save("browDown_L", p => p.Y is > 5 and < 8 && p is { X: > 0, Z: > 6 } ? (p.X, p.Y - 0.5, p.Z) : p);
        Save("browDown_R", p => p.Y is > 5 and < 8 && p is { X: < 0, Z: > 6 } ? (p.X, p.Y - 0.5, p.Z) : p);
        Save("jawOpen", p => p.Y < -3.6 ? (p.X, p.Y - 2, p.Z) : p);
        Save("mouthSmile_L", p => p.Y is < -2 and > -5 && p.X > 1 ? (p.X + 0.5, p.Y + 0.5, p.Z) : p);
        Save("mouthSmile_R", p => p.Y is < -2 and > -5 && p.X < -1 ? (p.X - 0.5, p.Y + 0.5, p.Z) : p);
        Save("eyeBlink_L", p => p.Y is > 3.6 and < 4.2 && p is { X: > 0, Z: > 6 } ? (p.X, p.Y - 0.5, p.Z) : p);
        Save("eyeBlink_R", p => p.Y is > 3.6 and < 4.2 && p is { X: < 0, Z: > 6 } ? (p.X, p.Y - 0.5, p.Z) : p);
        Save("identity000", p => (p.X * 1.05, p.Y, p.Z));
        Save("identity001", p => (p.X, p.Y, p.Z + (p.Z > 8 ? 0.3 : 0)));
        int[] landmarks = [.. Landmarks().Select(l => Nearest(points, l))];
        string json = $$"""
            {"expressions": [{{string.Join(", ", Shapes.Select(s => $"\"{s}\""))}}], "idx_to_landmark_verts": [{{string.Join(", ", landmarks)}}]}
            """;
        File.WriteAllText(Path.Combine(root, "vertex_indices.json"), json);
        return folder;

        void Save(string name, Func<(double X, double Y, double Z), (double X, double Y, double Z)> move)
        {
            var text = new StringBuilder("# a made-up head\n");
            foreach ((double x, double y, double z) in points.Select(move))
                text.Append(CultureInfo.InvariantCulture, $"v {x:0.####} {y:0.####} {z:0.####}\n");
            File.WriteAllText(Path.Combine(root, name + ".obj"), text.Append(faces).ToString());
        }
    }

    public static Head Read(string folder)
    {
        Head head = FaceKitFolder.Read(Write(folder));
        head.Openness = Occlusion.Bake(head);
        return head;
    }

    private static List<(double X, double Y, double Z)> Points(out StringBuilder faces)
    {
        var points = new List<(double, double, double)>();
        faces = new StringBuilder();
        Ellipsoid(points, faces, "M_Face", (0, 2, 1), (7.5, 10.5, 9.8), Rings, Sides);
        Ellipsoid(points, faces, "M_ScleraLeft", (3.2, 3.6, 8.9), (1.4, 1.4, 1.4), 6, 8);
        Ellipsoid(points, faces, "M_ScleraRight", (-3.2, 3.6, 8.9), (1.4, 1.4, 1.4), 6, 8);
        Ellipsoid(points, faces, "M_Teeth", (0, -3.3, 8), (1.5, 0.6, 0.5), 4, 6);
        Ellipsoid(points, faces, "M_EyeLashes", (3.2, 4.2, 10.3), (1, 0.1, 0.1), 3, 4);
        Ellipsoid(points, faces, "M_LacrimalFluid", (3.2, 3.6, 10.4), (0.2, 0.2, 0.2), 3, 4);
        return points;
    }

    private static void Ellipsoid(
        List<(double, double, double)> points, StringBuilder faces, string material, (double X, double Y, double Z) centre, (double X, double Y, double Z) size, int rings, int sides)
    {
        int first = points.Count + 1;
        faces.Append("usemtl ").Append(material).Append('\n');
        points.Add((centre.X, centre.Y + size.Y, centre.Z));
        for (int r = 1; r < rings; r++)
        {
            double rise = Math.PI * r / rings;
            for (int s = 0; s < sides; s++)
            {
                double turn = 2 * Math.PI * s / sides;
                points.Add((centre.X + (size.X * Math.Sin(rise) * Math.Sin(turn)), centre.Y + (size.Y * Math.Cos(rise)), centre.Z + (size.Z * Math.Sin(rise) * Math.Cos(turn))));
            }
        }
        points.Add((centre.X, centre.Y - size.Y, centre.Z));
        int last = first + ((rings - 1) * sides) + 1;
        for (int s = 0; s < sides; s++)
        {
            int next = (s + 1) % sides;
            faces.Append(CultureInfo.InvariantCulture, $"f {first} {first + 1 + s} {first + 1 + next}\n");
            for (int r = 0; r < rings - 2; r++)
            {
                int at = first + 1 + (r * sides);
                faces.Append(CultureInfo.InvariantCulture, $"f {at + s}/1 {at + sides + s}/2 {at + sides + next}/3 {at + next}/4\n");
            }
            int end = first + 1 + ((rings - 2) * sides);
            faces.Append(CultureInfo.InvariantCulture, $"f {last} {end + next} {end + s}\n");
        }
    }

    /// <summary>Where a face has its 68 landmarks, roughly, from the front.</summary>
    private static IEnumerable<(double X, double Y)> Landmarks()
    {
        for (int i = 0; i < 17; i++)
            yield return (-7 * Math.Cos(Math.PI * i / 16), 3 - (10 * Math.Sin(Math.PI * i / 16)));
        for (int i = 0; i < 5; i++)
            yield return (-5.5 + (1.1 * i), 5.5 + (0.6 * Math.Sin(Math.PI * i / 4)));
        for (int i = 0; i < 5; i++)
            yield return (1.1 + (1.1 * i), 5.5 + (0.6 * Math.Sin(Math.PI * i / 4)));
        for (int i = 0; i < 4; i++)
            yield return (0, 3.7 - (1.1 * i));
        for (int i = 0; i < 5; i++)
            yield return (-1.2 + (0.6 * i), -1.1);
        foreach (double side in (double[])[-1, 1])
        {
            for (int i = 0; i < 6; i++)
                yield return ((3.2 * side) - (1.3 * Math.Cos(Math.PI * i / 3)), 3.5 + (0.5 * Math.Sin(Math.PI * i / 3)));
        }
        for (int i = 0; i < 12; i++)
            yield return (-2.5 * Math.Cos(Math.PI * i / 6), -3.4 + (1 * Math.Sin(Math.PI * i / 6)));
        for (int i = 0; i < 8; i++)
            yield return (-2.1 * Math.Cos(Math.PI * i / 4), -3.4 + (0.1 * Math.Sin(Math.PI * i / 4)));
    }

    private static int Nearest(List<(double X, double Y, double Z)> points, (double X, double Y) place) => Enumerable.Range(0, SkinPoints)
        .Where(i => points[i].Z > 1)
        .MinBy(i => ((points[i].X - place.X) * (points[i].X - place.X)) + ((points[i].Y - place.Y) * (points[i].Y - place.Y)));
}
