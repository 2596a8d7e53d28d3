using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Sdk.Tests.Training.Recording;

[TestClass]
public sealed class SpanCutterTests
{
    [TestInitialize]
    public void RequireFfmpeg() => RequiredTools.Ffmpeg();

    /// <summary>A film of 4 s whose frame and whose sample say their time.</summary>
    [TestMethod]
    public async Task SpansAreCutToTheFrameAndTheSample()
    {
        using var folder = new TemporaryFolder();
        WriteFilm(folder);
        string spans = folder.Write("spans.csv",
            "path,start,end,label,person,audio\nfilm.y4m,1,2,happy,A,film.wav\nfilm.y4m,2,3.5,sad,A,film.wav\nfilm.y4m,1.52,2.52,happy,B,film.wav\nfilm.y4m,3,4.5,sad,,film.wav\nfilm.y4m,5,6,sad,A,film.wav\nnone.mp4,0,1,sad,A,\n"u8);
        ClipRecorderOptions options = RecordingOptions.Of(folder) with { Labels = [] };
        RecordingResult result = await SpanCutter.CutAsync(spans, options);
        CollectionAssert.AreEqual(new[] { "A happy", "B happy", "A sad", "Ann, 1 sad" }, result.Clips.Select(c => $"{c.Person} {c.Label}").ToArray());
        Assert.HasCount(2, result.Skipped);
        StringAssert.Contains(result.Skipped[0], "starts after the end of the film");
        StringAssert.Contains(result.Skipped[1], "none.mp4");
        StringAssert.Contains(result.Warnings.Single(), "film.y4m 3-4.5: the film ends 0.5 s earlier; what there is was taken.");
        Assert.AreEqual((2, 0), (result.Missing, result.Existing));
        AssertSpan(result.Clips[0].Path, 25, 25, 1);
        AssertSpan(result.Clips[1].Path, 38, 25, 1);
        AssertSpan(result.Clips[2].Path, 50, 38, 1.5);
        AssertSpan(result.Clips[3].Path, 75, 25, 1);
        Assert.AreEqual("film.y4m 1-2", RecordingOptions.Rows(folder)[0]["source"]);
        RecordingResult again = await SpanCutter.CutAsync(spans, options);
        Assert.AreEqual((0, 4), (again.Clips.Count, again.Existing));
    }

    [TestMethod]
    public async Task WholeClipsKeepTheirLength()
    {
        using var folder = new TemporaryFolder();
        WriteFilm(folder);
        RecordingResult result = await SpanCutter.CutAsync(
            folder.Write("spans.csv", "path,label,audio,identity\nfilm.y4m,happy,film.wav,7\nfilm.wav,happy,,8\n"u8), RecordingOptions.Of(folder) with { Labels = ["happy"], Person = null });
        Assert.IsEmpty(result.Skipped.Concat(result.Warnings));
        AssertSpan(result.Clips[0].Path, 0, 100, 4);
        using IAudioSource audio = AudioSource.Open(result.Clips[1].Path);
        Assert.IsNull(FrameSource.TryOpen(result.Clips[1].Path), "a span of audio alone");
        CollectionAssert.AreEqual(new[] { "4", "4" }, RecordingOptions.Rows(folder).Select(r => r["seconds"]).ToArray());
        CollectionAssert.AreEqual(new[] { "7", "8" }, RecordingOptions.Rows(folder).Select(r => r["person"]).ToArray());
    }

    [TestMethod]
    [DataRow("path,label\nfilm.y4m,happy\n", "line 2: nobody says who this is")]
    [DataRow("path,label,person,start,end\nfilm.y4m,happy,a,10,71\n", "line 2: the span is longer than 60 s")]
    [DataRow("path,label,person\nfilm.y4m,hapy,a\n", "the label 'hapy' is unknown (did you mean 'happy'?)")]
    public async Task AWrongListIsRefusedBeforeAnythingIsCut(string list, string message)
    {
        using var folder = new TemporaryFolder();
        string spans = folder.Write("spans.csv", Encoding.UTF8.GetBytes(list));
        var options = RecordingOptions.Of(folder) with { Person = null };
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<DatasetException>(() => SpanCutter.CutAsync(spans, options))).Message, message);
        Assert.IsFalse(Directory.Exists(folder["set"]));
    }

    /// <summary>25 frames a second whose grey level is twice their number; audio that rises by a step each sample.</summary>
    private static void WriteFilm(TemporaryFolder folder)
    {
        folder.Write("film.y4m", TestClips.Y4m("W64 H64 F25:1 Cmono", Enumerable.Range(0, 100).Select(i => Enumerable.Repeat((byte)(20 + (2 * i)), 64 * 64).ToArray())));
        folder.Write("film.wav", TestClips.Wav(8000, [.. Enumerable.Range(0, 32000).Select(i => (short)(i - 16000))]));
    }

    private static void AssertSpan(string path, int first, int count, double seconds)
    {
        using OpenClip clip = OpenClip.Open(new LabeledClip("", 0, path, path));
        for (int i = 0; i < count; i++)
        {
            Assert.IsTrue(clip.Frames!.TryRead(out FrameView frame, out TimeSpan time), $"{path}: frame {i}");
            byte[] pixels = new byte[3 * 64 * 64];
            frame.CopyTo(pixels);
            Assert.AreEqual(20 + (2 * (first + i)), pixels[0], $"{path}: frame {i}");
            Assert.AreEqual(0.04 * i, time.TotalSeconds, 0.0021, $"{path}: frame {i}");
        }
        Assert.IsFalse(clip.Frames!.TryRead(out _, out _), $"{path}: there are more than {count}");
        float[] samples = new float[40000];
        int got, all = 0;
        while ((got = clip.Audio!.Read(samples.AsSpan(all), out _)) > 0)
            all += got;
        // A millisecond before the span are 8 samples.
        Assert.AreEqual(8000 * seconds, all, 8.5);
        Assert.AreEqual((first / 25.0 * 8000) - 16000, samples[0] * 32768, 8.5);
    }
}
