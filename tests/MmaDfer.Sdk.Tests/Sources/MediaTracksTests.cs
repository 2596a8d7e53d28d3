using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>Of several tracks, those are taken that a player takes.</summary>
[TestClass]
public sealed class MediaTracksTests
{
    private static readonly string[] s_tracks =
    [
        "-f", "lavfi", "-i", "testsrc=size=32x32:rate=25:duration=1", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=1",
        "-f", "lavfi", "-i", "sine=sample_rate=16000:duration=1", "-f", "lavfi", "-i", "sine=sample_rate=32000:duration=1",
        "-pix_fmt", "yuv420p", "-c:v", "libx264",
    ];

    [TestMethod]
    [DataRow("mkv", "0", "default", "0", "default", 64, 32000)]
    [DataRow("mp4", "0", "default", "0", "default", 64, 32000)]
    [DataRow("mkv", "default", "0", "default", "0", 32, 16000)]
    [DataRow("mkv", "0", "0", "0", "0", 32, 16000)]
    [DataRow("mkv", "default", "default", "comment", "0", 32, 32000)]
    [DataRow("mkv", "default", "0", "visual_impaired", "0", 32, 32000)]
    [DataRow("mkv", "default", "0", "0", "comment", 32, 16000)]
    public void TheDefaultTrackIsTaken(string format, string video0, string video1, string audio0, string audio1, int width, int rate)
    {
        using var folder = new TemporaryFolder();
        string path = folder["tracks." + format];
        RequiredTools.RunFfmpeg(
            [.. s_tracks, "-map", "0", "-map", "1", "-map", "2", "-map", "3", "-c:a", "aac", "-disposition:v:0", video0, "-disposition:v:1", video1,
             "-disposition:a:0", audio0, "-disposition:a:1", audio1, path]);
        Assert.AreEqual((width, rate), Taken(path));
    }

    [TestMethod]
    public void AudioOfTheProgrammeOfTheVideoIsUsed()
    {
        using var folder = new TemporaryFolder();
        string path = folder["programmes.ts"];
        RequiredTools.RunFfmpeg(
            [.. s_tracks, "-map", "1", "-map", "2", "-map", "3", "-c:a", "mp2",
             "-program", "program_num=1:title=Radio:st=1", "-program", "program_num=2:title=TV:st=0:st=2", path]);
        Assert.AreEqual((64, 32000), Taken(path));
    }

    [TestMethod]
    public void AudioOfAnotherProgrammeIsIgnored()
    {
        using var folder = new TemporaryFolder();
        string path = folder["programmes.ts"];
        RequiredTools.RunFfmpeg(
            [.. s_tracks, "-map", "1", "-map", "2", "-c:a", "mp2", "-program", "program_num=1:title=Radio:st=1", "-program", "program_num=2:title=TV:st=0", path]);
        Assert.IsNull(AudioSource.TryOpen(path));
    }

    [TestMethod]
    [DataRow("mp4", "attached_pic")]
    [DataRow("mkv", "0")]
    public void AThumbnailBeforeTheFilmIsNotTheFilm(string format, string disposition)
    {
        using var folder = new TemporaryFolder();
        string path = folder["film." + format];
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "color=red:size=160x160", "-frames:v", "1", folder["cover.jpg"]);
        RequiredTools.RunFfmpeg(
            "-i", folder["cover.jpg"], "-i", MediaFixture.VideoWithSound(folder), "-map", "0", "-map", "1", "-c", "copy",
            "-disposition:v:0", disposition, "-disposition:v:1", "0", path);
        using IFrameSource frames = FrameSource.Open(path);
        List<(byte[] Rgb, int Width, int Height, TimeSpan Time)> all = SourceReading.AllFrames(frames);
        Assert.HasCount(12, all);
        Assert.AreEqual((64, 48), (all[0].Width, all[0].Height));
    }

    [TestMethod]
    [DataRow("a.ts", false)]
    [DataRow("a.mkv", false)]
    [DataRow("v.ts", true)]
    public void FilesMayLackFramesOrAudio(string name, bool hasFrames)
    {
        using var folder = new TemporaryFolder();
        string path = folder[name];
        RequiredTools.RunFfmpeg("-i", MediaFixture.VideoWithSound(folder), hasFrames ? "-an" : "-vn", "-c", "copy", path);
        using IFrameSource? frames = FrameSource.TryOpen(path);
        using IAudioSource? audio = AudioSource.TryOpen(path);
        Assert.AreEqual((hasFrames, !hasFrames), (frames is not null, audio is not null));
    }

    private static (int Width, int Rate) Taken(string path)
    {
        using IFrameSource frames = FrameSource.Open(path);
        using IAudioSource audio = AudioSource.Open(path);
        Assert.IsTrue(frames.TryRead(out FrameView frame, out _));
        return (frame.Width, audio.SampleRate);
    }
}
