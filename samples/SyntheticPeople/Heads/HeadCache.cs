using System.Runtime.InteropServices;
using System.Text;

namespace MmaDfer.Samples.SyntheticPeople.Heads;

/// <summary>A head in one binary file: reading 150 text files takes seconds, baking the occlusion more.</summary>
internal static class HeadCache
{
    private const ulong Version = 8;

    /// <summary>Opens the cached head, or reads the head and caches it. A cache that cannot be written is done without.</summary>
    /// <param name="cacheFolder">Made if it does not exist.</param>
    /// <param name="name">Of the kind of head.</param>
    /// <param name="files">What the head is made of; another size or time of one of them makes another cache.</param>
    /// <param name="read">Reads the head.</param>
    public static Head Open(string cacheFolder, string name, IEnumerable<string> files, Func<Head> read)
    {
        ulong key = Version;
        foreach (FileInfo file in files.Select(f => new FileInfo(f)))
        {
            foreach (ulong part in (ReadOnlySpan<ulong>)[(ulong)file.Length, (ulong)file.LastWriteTimeUtc.Ticks, (ulong)file.Name.Sum(c => c * 131L)])
                key = (key ^ part) * 0x100000001B3;
        }
        string path = Path.Combine(cacheFolder, $"{name}-{key:x16}.head");
        if (File.Exists(path))
        {
            try
            {
                return Load(path);
            }
            catch (Exception problem) when (problem is IOException or InvalidDataException or ArgumentException or OverflowException)
            {
                // A damaged cache is made again.
            }
        }
        Head head = read();
        head.Openness = Occlusion.Bake(head);
        try
        {
            Directory.CreateDirectory(cacheFolder);
            string unfinished = $"{path}.{Environment.ProcessId}.tmp";
            Save(head, unfinished);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The head could not be cached, so the next start is slow, too: {problem.Message}");
        }
        return head;
    }

    private static void Save(Head head, string path)
    {
        using var writer = new BinaryWriter(File.Create(path), Encoding.UTF8);
        Array(writer, head.Points);
        Array(writer, head.Triangles);
        Array(writer, head.Surfaces);
        Array(writer, head.Landmarks);
        Array(writer, head.Openness);
        writer.Write(head.KnowsAppearance);
        writer.Write(head.Shapes.Length);
        foreach (Shape shape in head.Shapes)
        {
            writer.Write(shape.Name);
            Array(writer, shape.Indices);
            Array(writer, shape.Moves);
        }
        writer.Write(head.Identities.Length);
        foreach (float[] identity in head.Identities)
            Array(writer, identity);
    }

    private static Head Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
        float[] points = Array<float>(reader);
        int[] triangles = Array<int>(reader);
        Surface[] surfaces = Array<Surface>(reader);
        int[] landmarks = Array<int>(reader);
        float[] openness = Array<float>(reader);
        bool knows = reader.ReadBoolean();
        var shapes = new Shape[reader.ReadInt32()];
        for (int i = 0; i < shapes.Length; i++)
            shapes[i] = new Shape(reader.ReadString(), Array<int>(reader), Array<float>(reader));
        float[][] identities = new float[reader.ReadInt32()][];
        for (int i = 0; i < identities.Length; i++)
            identities[i] = Array<float>(reader);
        return new Head
        {
            KnowsAppearance = knows, Points = points, Triangles = triangles, Surfaces = surfaces, Landmarks = landmarks, Openness = openness, Shapes = shapes, Identities = identities,
        };
    }

    private static void Array<T>(BinaryWriter writer, T[] values) where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes<T>(values));
    }

    private static T[] Array<T>(BinaryReader reader) where T : unmanaged
    {
        int count = reader.ReadInt32();
        if (count < 0 || count > reader.BaseStream.Length)
            throw new InvalidDataException("The cache is damaged.");
        T[] values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
