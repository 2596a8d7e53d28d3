using System.Globalization;
using System.Text;

namespace MmaDfer.Cli.Tests;

/// <summary>Small clips that need no decoder, as files of a test's folder.</summary>
internal static class TestClips
{
    /// <summary>Writes so many Y4M clips of a few grey frames, and a list of them; gives the list's path.</summary>
    public static string List(TestFolder folder, int clips, bool labels = true, string name = "clips.csv")
    {
        var csv = new StringBuilder(labels ? "path,label\n" : "path\n");
        for (int i = 0; i < clips; i++)
        {
            string clip = string.Create(CultureInfo.InvariantCulture, $"clip {i}.y4m");
            folder.Write(clip, Y4m(i));
            csv.Append(clip).Append(labels ? string.Create(CultureInfo.InvariantCulture, $",{i % 7}\n") : "\n");
        }
        return folder.Write(name, Encoding.UTF8.GetBytes(csv.ToString()));
    }

    private static byte[] Y4m(int seed)
    {
        var file = new MemoryStream();
        file.Write("YUV4MPEG2 W16 H16 F25:1 Cmono\n"u8);
        for (int frame = 0; frame < 3; frame++)
        {
            file.Write("FRAME\n"u8);
            file.Write([.. Enumerable.Range(0, 256).Select(i => (byte)(16 + (i * (seed + 3) + 40 * frame) % 200))]);
        }
        return file.ToArray();
    }
}
