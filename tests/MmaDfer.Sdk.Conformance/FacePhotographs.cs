using System.Text.Json;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Two photographs, which lie beside the repository in <c>../shared/faces</c> (or where MMADFER_FACES says), two cascades of an
/// installed OpenCV, and the boxes that OpenCV finds with them. Tests that need a photograph, a cascade or ffmpeg are skipped,
/// loudly, where it is missing; with MMADFER_REQUIRE_FACES=1 a missing photograph is a failure, with MMADFER_REQUIRE_CASCADES=1 a cascade.
/// </summary>
internal static class FacePhotographs
{
    public const string Haar = "haarcascade_frontalface_alt2";

    public const string Lbp = "lbpcascade_frontalface_improved";

    private static readonly string? s_photographs = FindPhotographs();

    /// <summary>Path of a photograph, by its name without extension.</summary>
    public static string Path(string name) => s_photographs is { } folder
        ? System.IO.Path.Combine(folder, name + ".jpg")
        : RequiredTools.Missing("MMADFER_REQUIRE_FACES", $"there is no photograph {name}.jpg: put one with faces that OpenCV finds into a folder and set MMADFER_FACES to it.");

    /// <summary>Path of a cascade, by its name without extension.</summary>
    public static string Cascade(string name)
    {
        string kind = name.StartsWith("haar", StringComparison.Ordinal) ? "haarcascades" : "lbpcascades";
        string[] folders = Environment.GetEnvironmentVariable("MMADFER_CASCADES") is { Length: > 0 } given
            ? [given]
            : [$"/usr/share/opencv4/{kind}", $"/usr/share/opencv/{kind}", $"/opt/homebrew/share/opencv4/{kind}"];
        return folders.Select(f => System.IO.Path.Combine(f, name + ".xml")).FirstOrDefault(File.Exists) ?? RequiredTools.Missing(
            "MMADFER_REQUIRE_CASCADES",
            $"there is no {name}.xml of OpenCV; install it (Debian: opencv-data) or set MMADFER_CASCADES to its folder.");
    }

    /// <summary>A photograph, "family" or "portrait", as RGB24.</summary>
    public static (byte[] Rgb, int Width, int Height) Load(string name)
    {
        string path = Path(name);
        RequiredTools.Ffmpeg();
        using IFrameSource source = FrameSource.Open(path);
        Assert.IsTrue(source.TryRead(out FrameView frame, out _));
        byte[] rgb = new byte[3 * frame.Width * frame.Height];
        frame.CopyTo(rgb, PixelLayout.Rgb24);
        return (rgb, frame.Width, frame.Height);
    }

    /// <summary>What OpenCV finds: photograph, cascade, least neighbours, least size, boxes of x, y, width, height.</summary>
    public static IEnumerable<(string Photograph, string Cascade, int Neighbours, int MinSize, int[][] Boxes)> Expected()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Goldens.Path("faces", "expected.json")));
        foreach (JsonProperty entry in document.RootElement.GetProperty("boxes").EnumerateObject())
        {
            string[] parts = entry.Name.Split('/', ',', '=');
            Assert.AreEqual(("minNeighbors", "minSize"), (parts[2], parts[4]), entry.Name);
            yield return (parts[0], parts[1], int.Parse(parts[3]), int.Parse(parts[5]),
                [.. entry.Value.EnumerateArray().Select(b => b.EnumerateArray().Select(n => n.GetInt32()).ToArray())]);
        }
    }

    private static string? FindPhotographs()
    {
        if (Environment.GetEnvironmentVariable("MMADFER_FACES") is { Length: > 0 } given)
            return Directory.Exists(given) ? given : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, "shared", "faces");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
