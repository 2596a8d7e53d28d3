using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

/// <summary>Films of a face in the conditions of a living room, from file to line: where a person would see a face, the tool does.</summary>
[TestClass]
public sealed class WatchConditionTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Conditions => FaceConditions.All.Select(c => new object[] { c.Name });

    [TestMethod]
    [DynamicData(nameof(Conditions))]
    public void AFaceIsSeenWhereThereIsOne(string name)
    {
        using var folder = new TemporaryFolder();
        FaceCondition condition = FaceConditions.All.Single(c => c.Name == name);
        bool[] isThere = Film(condition, folder["film.mkv"]);
        JsonElement[] lines = JsonLines.Of(CliRun.Of(
            "watch", "--model", TestFiles.DemoModel, "--media", folder["film.mkv"], "--face-model", FaceModels.Path(FaceModels.BlazeFace), "--json"));
        Assert.AreEqual(4 * FaceCondition.Seconds, lines.Length, 2);
        int asked = 0, seen = 0, empty = 0, wrong = 0;
        foreach (JsonElement line in lines)
        {
            double time = line.GetProperty("time").GetDouble();
            int last = Math.Min((int)Math.Round(time * FaceCondition.FrameRate), isThere.Length - 1);
            // The window of a reading is two seconds and more: nobody is seen only where nobody was in any frame of it.
            bool inWindow = isThere.AsSpan(0, last + 1).Contains(true), sees = !JsonLines.Has(line, "noFace");
            if (isThere[last] && !condition.IsOpen(time))
            {
                asked++;
                seen += sees ? 1 : 0;
            }
            else if (!inWindow)
            {
                empty++;
                wrong += sees ? 1 : 0;
            }
        }
        TestContext.WriteLine($"{name}: a face in {seen} of {asked} readings in which there is one, and in {wrong} of {empty} others");
        Assert.IsGreaterThan(10, asked + empty);
        Assert.IsGreaterThanOrEqualTo(FaceCondition.Required * asked, seen);
        Assert.AreEqual(0, wrong);
    }

    /// <summary>Writes the film, with a tone; tells in which frames a face is to be seen.</summary>
    private static bool[] Film(FaceCondition condition, string path)
    {
        SceneFrame scene = FaceConditions.OpenScene();
        string seconds = FaceCondition.Seconds.ToString(CultureInfo.InvariantCulture), rate = FaceCondition.FrameRate.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(RequiredTools.Ffmpeg(),
            ["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{SceneFrame.Width}x{SceneFrame.Height}", "-r", rate, "-i", "pipe:0",
            "-f", "lavfi", "-i", $"sine=frequency=200:duration={seconds}", "-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le", path])
        { RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        bool[] isThere = new bool[(int)(FaceCondition.FrameRate * FaceCondition.Seconds)];
        for (int i = 0; i < isThere.Length; i++)
        {
            condition.Draw(scene.Empty(), (double)i / FaceCondition.FrameRate);
            isThere[i] = scene.Faces.Count > 0 && !condition.IsUnwanted;
            process.StandardInput.BaseStream.Write(scene.View.Pixels);
        }
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        return isThere;
    }
}
