using System.Globalization;
using System.Text;

namespace MmaDfer.Samples.Tests.People;

/// <summary>A made-up body in the files of MakeHuman: an ellipsoid with eyeballs and teeth, whose targets move it as its expressions should.</summary>
internal static class TinyBody
{
    private const int Rings = 40, Sides = 48;

    /// <summary>Units of the real folder, where each moves the body and how.</summary>
    private static readonly (string Name, double X, double Y, double Dx, double Dy)[] Units =
    [
        ("eyebrows-left-down", 0.16, 0.26, 0, -0.06), ("eyebrows-right-down", -0.16, 0.26, 0, -0.06), ("eyebrows-left-inner-up", 0.16, 0.26, 0, 0.05),
        ("eyebrows-right-inner-up", -0.16, 0.26, 0, 0.05), ("eyebrows-left-extern-up", 0.5, 0.22, 0, 0.07), ("eyebrows-right-extern-up", -0.5, 0.22, 0, 0.07),
        ("eyebrows-left-up", 0.34, 0.26, 0, 0.05), ("eyebrows-right-up", -0.34, 0.26, 0, 0.05), ("eye-left-closure", 0.32, 0.07, 0, -0.1), ("eye-right-closure", -0.32, 0.07, 0, -0.1),
        ("eye-left-slit", 0.32, 0.05, 0, -0.05), ("eye-right-slit", -0.32, 0.05, 0, -0.05), ("eye-left-opened-up", 0.32, 0.07, 0, 0.03), ("eye-right-opened-up", -0.32, 0.07, 0, 0.03),
        ("nose-left-elevation", 0.1, -0.4, 0, 0.04), ("nose-right-elevation", -0.1, -0.4, 0, 0.04), ("nose-left-dilatation", 0.1, -0.45, 0.01, 0), ("nose-right-dilatation", -0.1, -0.45, -0.01, 0),
        ("mouth-open", 0, -0.9, 0, -0.2), ("mouth-pursing", 0, -0.7, 0, 0.01), ("mouth-protusion", 0, -0.7, 0, -0.05), ("mouth-eversion", 0, -0.75, 0, 0.01), ("mouth-elevation", 0, -0.8, 0, 0.07),
        ("mouth-compression", 0, -0.7, 0, 0.05), ("mouth-depression", 0.25, -0.7, 0, -0.07), ("neck-platysma", 0.28, -0.7, 0.03, -0.02), ("mouth-retraction", 0.28, -0.7, 0.04, 0),
        ("mouth-upward-retraction", 0, -0.62, 0, 0.06), ("mouth-parling", 0, -0.62, 0, 0.03), ("mouth-depression-retraction", 0, -0.78, 0, -0.1),
        ("cheek/l-cheek-trans-up", 0.4, -0.3, 0, 0.05), ("cheek/r-cheek-trans-up", -0.4, -0.3, 0, 0.05), ("cheek/l-cheek-volume-incr", 0.4, -0.3, 0.02, 0), ("cheek/r-cheek-volume-incr", -0.4, -0.3, -0.02, 0),
        ("mouth/mouth-laugh-lines-in", 0, -0.55, 0, 0.01), ("mouth/mouth-lowerlip-middle-up", 0, -0.78, 0, 0.03), ("chin/chin-prognathism-incr", 0, -1, 0, 0.01),
    ];

    public static string Write(string folder)
    {
        string data = Path.Combine(folder, "makehuman", "data");
        Directory.CreateDirectory(Path.Combine(data, "3dobjs"));
        var points = new List<(double X, double Y, double Z)>();
        var text = new StringBuilder("# a made-up body\n");
        var faces = new StringBuilder();
        Ellipsoid("body", (0, 6.9, 0.4), (0.75, 1.1, 1), Rings, Sides);
        int body = points.Count;
        Ellipsoid("helper-l-eye", (0.32, 7.28, 1.2), (0.13, 0.13, 0.13), 6, 8);
        Ellipsoid("helper-r-eye", (-0.32, 7.28, 1.2), (0.13, 0.13, 0.13), 6, 8);
        Ellipsoid("helper-upper-teeth", (0, 6.6, 1.2), (0.2, 0.04, 0.04), 4, 6);
        Ellipsoid("helper-skirt", (0, 5, 0), (1, 1, 1), 4, 6);
        foreach ((double x, double y, double z) in points)
            text.Append(CultureInfo.InvariantCulture, $"v {x:0.#####} {y:0.#####} {z:0.#####}\n");
        File.WriteAllText(Path.Combine(data, "3dobjs", "base.obj"), text.Append(faces).ToString());
        foreach ((string name, double x, double y, double dx, double dy) in Units)
            Target(name.Contains('/', StringComparison.Ordinal) ? name : "expression/units/caucasian/" + name, p => Near(p, x, 7.28 + y) is > 0.05 and var n ? (n * dx, n * dy, 0) : null);
        // The smile moves both corners, outwards and up.
        Target("expression/units/caucasian/mouth-corner-puller", p => Near(p, 0.26, 6.58) is > 0.05 and var n ? (0.05 * n, 0.1 * n, 0)
            : Near(p, -0.26, 6.58) is > 0.05 and var m ? (-0.05 * m, 0.1 * m, 0) : null);
        foreach (string kind in (string[])["african", "asian", "caucasian"])
        {
            foreach (string sex in (string[])["female", "male"])
            {
                foreach (string age in (string[])["young", "old"])
                    Target($"macrodetails/{kind}-{sex}-{age}", p => (sex == "male" ? 0.05 * p.X : 0, 0.4, age == "old" ? 0.01 : 0));
            }
        }
        return folder;

        double Near((double X, double Y, double Z) p, double x, double y) =>
            p.Z < 0.8 ? 0 : 1 - (Math.Sqrt(((p.X - x) * (p.X - x)) + ((p.Y - y) * (p.Y - y))) / 0.18);

        void Target(string name, Func<(double X, double Y, double Z), (double X, double Y, double Z)?> move)
        {
            string path = Path.Combine(data, "targets", name + ".target");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var lines = new StringBuilder("# made up\n");
            for (int i = 0; i < points.Count; i++)
            {
                if ((i < body || name.StartsWith("macro", StringComparison.Ordinal)) && move(points[i]) is { } by)
                    lines.Append(CultureInfo.InvariantCulture, $"{i} {by.X:0.#####} {by.Y:0.#####} {by.Z:0.#####}\n");
            }
            File.WriteAllText(path, lines.ToString());
        }

        void Ellipsoid(string group, (double X, double Y, double Z) centre, (double X, double Y, double Z) size, int rings, int sides)
        {
            int first = points.Count + 1;
            faces.Append("g ").Append(group).Append('\n');
            for (int r = 0; r <= rings; r++)
            {
                double rise = Math.PI * (0.02 + (0.96 * r / rings));
                for (int s = 0; s < sides; s++)
                {
                    double turn = 2 * Math.PI * s / sides;
                    points.Add((centre.X + (size.X * Math.Sin(rise) * Math.Sin(turn)), centre.Y + (size.Y * Math.Cos(rise)), centre.Z + (size.Z * Math.Sin(rise) * Math.Cos(turn))));
                }
            }
            for (int r = 0; r < rings; r++)
            {
                for (int s = 0; s < sides; s++)
                {
                    int at = first + (r * sides), next = (s + 1) % sides;
                    faces.Append(CultureInfo.InvariantCulture, $"f {at + s} {at + sides + s} {at + sides + next} {at + next}\n");
                }
            }
        }
    }
}
