using System.Buffers.Text;
using System.Text;

namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>What a head needs of a text file in Wavefront's OBJ format: points, faces, and the material or group of each face.</summary>
internal sealed class ObjFile
{
    /// <summary>x, y and z of each point.</summary>
    public required float[] Points { get; init; }

    /// <summary>Three points of each triangle, from 0; faces with more corners are cut into fans.</summary>
    public required int[] Triangles { get; init; }

    /// <summary>For each triangle the number of its material in <see cref="Names"/>.</summary>
    public required int[] Parts { get; init; }

    public required IReadOnlyList<string> Names { get; init; }

    /// <param name="path">The file.</param>
    /// <param name="partKeyword">The line that names what follows: usemtl or g.</param>
    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    public static ObjFile Read(string path, string partKeyword = "usemtl")
    {
        byte[] bytes = File.ReadAllBytes(path);
        var points = new List<float>(90_000);
        var triangles = new List<int>();
        var parts = new List<int>();
        var names = new List<string>();
        byte[] keyword = Encoding.ASCII.GetBytes(partKeyword + " ");
        int part = -1, number = 0;
        for (int at = 0; at < bytes.Length;)
        {
            number++;
            ReadOnlySpan<byte> rest = bytes.AsSpan(at);
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            at += line.Length + 1;
            bool good = true;
            if (line.StartsWith("v "u8))
            {
                good = Float(ref line, points) && Float(ref line, points) && Float(ref line, points);
            }
            else if (line.StartsWith("f "u8))
            {
                good = Face(line[2..], points.Count / 3, triangles);
                while (parts.Count < triangles.Count / 3)
                    parts.Add(Math.Max(part, 0));
            }
            else if (line.StartsWith(keyword))
            {
                string name = Encoding.ASCII.GetString(line[keyword.Length..]).Trim();
                part = names.IndexOf(name);
                if (part < 0)
                {
                    part = names.Count;
                    names.Add(name);
                }
            }
            if (!good)
                throw new InvalidDataException($"{path}, line {number}: a point needs three numbers, a face three or more points of the file.");
        }
        if (points.Count == 0)
            throw new InvalidDataException($"{path}: the file has no points; an OBJ file is needed (a Git LFS pointer is not enough: git lfs pull).");
        if (names.Count == 0)
            names.Add("");
        return new ObjFile { Points = [.. points], Triangles = [.. triangles], Parts = [.. parts], Names = names };
    }

    private static bool Float(ref ReadOnlySpan<byte> line, List<float> values)
    {
        // The first call stands at the letter v.
        int space = line.IndexOf((byte)' ');
        if (space < 0)
            return false;
        line = line[space..].TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(line, out float value, out int used) || !float.IsFinite(value))
            return false;
        values.Add(value);
        line = line[used..];
        return true;
    }

    private static bool Face(ReadOnlySpan<byte> line, int points, List<int> triangles)
    {
        int first = -1, last = -1, corners = 0;
        while (!(line = line.TrimStart((byte)' ')).IsEmpty && line[0] != '\r')
        {
            if (!Utf8Parser.TryParse(line, out int corner, out _) || corner < 1 || corner > points)
                return false;
            corner--;
            if (corners == 0)
                first = corner;
            else if (corners > 1)
                triangles.AddRange([first, last, corner]);
            last = corner;
            corners++;
            int space = line.IndexOf((byte)' ');
            line = space < 0 ? [] : line[space..];
        }
        return corners >= 3;
    }
}
