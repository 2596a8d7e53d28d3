using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Tests.Sources.Decoding;

/// <summary>With programs that only pretend to be ffmpeg: shell scripts that hang, flood or fail.</summary>
[TestClass]
public sealed class FfmpegProcessTests
{
    [TestMethod]
    public void ASilentProgramIsStoppedAtTheLimit()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.mp4", "x"u8);
        FfmpegSettings settings = Fake(folder, "sleep 1000", TimeSpan.FromSeconds(0.3));
        MediaException e = SourceReading.Refused(path, () => _ = VideoFileFrameSource.TryOpen(path, settings));
        StringAssert.Contains(e.Message, "gave nothing for 0.3 s and was stopped");
        SourceReading.Refused(path, () => _ = MediaFileAudioSource.TryOpen(path, settings));
        Processes.AssertNoneWith(folder.Path);
        Processes.AssertNoZombies();
    }

    [TestMethod]
    public void GrandchildrenThatHoldThePipeDoNotHoldTheReader()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.mp4", "x"u8);
        // Its parent gone, the sleeper is nobody's child any more, but has the pipe.
        string end = folder["end"];
        FfmpegSettings settings = Fake(
            folder, $"(while [ -d '{folder.Path}' ] && [ ! -e '{end}' ]; do sleep 0.1; done &) ; exec sleep 1000", TimeSpan.FromSeconds(0.3));
        var refused = Task.Run(() => SourceReading.Refused(path, () => _ = VideoFileFrameSource.TryOpen(path, settings)));
        Assert.IsTrue(refused.Wait(Wait.Limit), "The reader waits for the sleeper.");
        folder.Write("end", []);
    }

    [TestMethod]
    public void DisposingEndsABlockedRead()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.mp4", "x"u8);
        FfmpegSettings settings = Fake(folder, "printf 'P6\\n1 1\\n255\\nabc' ; sleep 1000", TimeSpan.FromSeconds(60));
        var source = VideoFileFrameSource.TryOpen(path, settings)!;
        Assert.IsTrue(source.TryRead(out _, out _));
        Task<bool> read = WaitingRead.Start(() => source.TryRead(out _, out _));
        source.Dispose();
        Assert.AreEqual(0, Task.WaitAny([read], Wait.Limit), "The read does not end.");
        Assert.IsTrue(read.IsFaulted ? read.Exception.InnerException is ObjectDisposedException : !read.Result, $"{read.Exception}");
        Processes.AssertNoneWith(folder.Path);
    }

    [TestMethod]
    public void DisposingEndsABlockedReadOfAudio()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.mp4", "x"u8);
        string wav = folder.Write("head.wav", TestClips.Wav(3, 1, 8000, 32, new byte[400])[..^4]);
        FfmpegSettings settings = Fake(folder, $"cat '{wav}' ; sleep 1000", TimeSpan.FromSeconds(60));
        var source = MediaFileAudioSource.TryOpen(path, settings)!;
        Task<int> read = WaitingRead.Start(() => source.Read(new float[1000], out _));
        source.Dispose();
        Assert.AreEqual(0, Task.WaitAny([read], Wait.Limit), "The read does not end.");
        Assert.IsTrue(
            read.IsFaulted ? read.Exception.InnerException is ObjectDisposedException or MediaException : read.Result < 1000, $"{read.Exception}");
        Processes.AssertNoneWith(folder.Path);
    }

    [TestMethod]
    public void AFloodOfMessagesBlocksNothingAndIsNotKept()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.mp4", "x"u8);
        FfmpegSettings settings = Fake(
            folder,
            "head -c 20000000 /dev/zero | tr '\\0' 'x' >&2 ; i=0 ; while [ $i -lt 5000 ]; do echo \"[error] flood $i\" >&2 ; i=$((i+1)) ; done ; exit 3",
            TimeSpan.FromSeconds(60));
        MediaException e = SourceReading.Refused(path, () => _ = VideoFileFrameSource.TryOpen(path, settings));
        StringAssert.Contains(e.Message, "flood 4999");
        Assert.IsLessThan(600 + path.Length, e.Message.Length);
    }

    [TestMethod]
    [DataRow("printf 'GIF89a'")]
    [DataRow("printf 'P6\\n99999 2\\n255\\n'")]
    [DataRow("printf 'P6\\n16000 16000\\n255\\n'")]
    [DataRow("printf 'P6\\n0 2\\n255\\n'")]
    [DataRow("printf 'P6\\n4 4\\n255\\nabc'")]
    [DataRow("printf 'P6\\n4'")]
    [DataRow("exit 1")]
    [DataRow("exit 0")]
    [DataRow("kill -9 $$")]
    public void NonsenseFromTheProgramIsRefused(string script)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.mp4", "x"u8);
        SourceReading.Refused(path, () => _ = VideoFileFrameSource.TryOpen(path, Fake(folder, script, TimeSpan.FromSeconds(20))));
    }

    [TestMethod]
    public void OlderProgramsGetTheOlderOption()
    {
        using var folder = new TemporaryFolder();
        string video = MediaFixture.Video(folder);
        string ffmpeg = RequiredTools.Ffmpeg();
        FfmpegSettings settings = Fake(
            folder,
            $"case \" $* \" in *' -fps_mode '*) echo \"Unrecognized option 'fps_mode'.\" >&2 ; exit 1 ;; esac ; exec '{ffmpeg}' \"$@\"",
            TimeSpan.FromSeconds(30));
        using var source = VideoFileFrameSource.TryOpen(video, settings)!;
        Assert.HasCount(12, SourceReading.AllFrames(source));
        RequiredTools.RunFfmpeg([.. MediaFixture.Picture, "-frames:v", "6", folder["%d.png"]]);
        using var images = new ImageFolderFrameSource(ImageFolder.List(folder.Path, FrameOrder.Ordinal), 25, settings);
        Assert.HasCount(6, SourceReading.AllFrames(images));
    }

    [TestMethod]
    public void AMissingProgramSaysHowToGetIt()
    {
        string no = Path.Combine(Path.GetTempPath(), "no-such-program");
        MediaException e = Assert.ThrowsExactly<MediaException>(() => FfmpegProgram.Find("'a.mp4'", null, Path.GetTempPath()));
        StringAssert.Contains(e.Message, "'a.mp4' needs the program ffmpeg");
        StringAssert.Contains(e.Message, "install ffmpeg or set MMADFER_FFMPEG");
        StringAssert.Contains(e.Message, "Y4M video and PCM WAV audio need no ffmpeg");
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => FfmpegProgram.Find("'a.mp4'", no, "/usr/bin")).Message, "not the absolute path of a program");
        Assert.ThrowsExactly<MediaException>(() => FfmpegProgram.Find("'a.mp4'", "ffmpeg", "/usr/bin"));
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.mp4", "x"u8);
        SourceReading.Refused(path, () => _ = VideoFileFrameSource.TryOpen(path, new FfmpegSettings(no)));
        string plain = folder.Write("not-executable", "x"u8);
        SourceReading.Refused(path, () => _ = VideoFileFrameSource.TryOpen(path, new FfmpegSettings(plain)));
    }

    [TestMethod]
    public void ProgramsInRelativeFoldersOfThePathAreNotRun()
    {
        Assert.ThrowsExactly<MediaException>(() => FfmpegProgram.Find("'a.mp4'", null, ".:bin:"));
    }

    private static FfmpegSettings Fake(TemporaryFolder folder, string script, TimeSpan limit) =>
        new(FakeFfmpeg.Program(folder, script), limit);
}
