using System.Text.Json;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Two photographs, two cascades of OpenCV and the boxes that OpenCV finds, kept beside the repository in <c>../shared/faces</c>
/// (or where MMADFER_FACES says). Tests that need them are skipped, loudly, where they or ffmpeg are missing; with
/// MMADFER_REQUIRE_FACES=1 a missing folder is a failure.
/// </summary>
internal static class FacePhotographs
{
    public const string Haar = "haarcascade_frontalface_alt2";

    public const string Lbp = "lbpcascade_frontalface_improved";

    public static string Path(string name) => System.IO.Path.Combine(SharedFolder.Require("faces", SharedFolder.Find("faces")), name);

    /// <summary>Path of a cascade, by its name without extension.</summary>
    public static string Cascade(string name) => Path(name + ".xml");

    /// <summary>A photograph, "family" or "portrait", as RGB24.</summary>
    public static (byte[] Rgb, int Width, int Height) Load(string name)
    {
        string path = Path(name + ".jpg");
        RequiredTools.Ffmpeg();
        using IFrameSource source = FrameSource.Open(path);
        Assert.IsTrue(source.TryRead(out FrameView frame, out _));
        byte[] rgb = new byte[3 * frame.Width * frame.Height];
        frame.CopyTo(rgb);
        return (rgb, frame.Width, frame.Height);
    }

    /// <summary>What OpenCV finds: photograph, cascade, least neighbours, least size, boxes of x, y, width, height.</summary>
    public static IEnumerable<(string Photograph, string Cascade, int Neighbours, int MinimumSize, int[][] Boxes)> Expected()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path("expected.json")));
        foreach (JsonProperty entry in document.RootElement.GetProperty("boxes").EnumerateObject())
        {
            string[] parts = entry.Name.Split('/', ',', '=');
            Assert.AreEqual(("minNeighbors", "minSize"), (parts[2], parts[4]), entry.Name);
            yield return (parts[0], parts[1], int.Parse(parts[3]), int.Parse(parts[5]),
                [.. entry.Value.EnumerateArray().Select(b => b.EnumerateArray().Select(n => n.GetInt32()).ToArray())]);
        }
    }
}
