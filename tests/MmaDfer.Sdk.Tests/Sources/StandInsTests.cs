using System.Diagnostics;
using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>What lies under a name in place of the file: a pointer, a web page, a pipe, a name that is no text.</summary>
[TestClass]
public sealed class StandInsTests
{
    private static readonly string[] Names = ["a.mp4", "a.wav", "a.png", "a.y4m", "a.mkv", "a"];

    [TestMethod]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git lfs pull")]
    [DataRow("<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page")]
    [DataRow("\uFEFF\r\n <html lang=en>404</html>", "is a web page")]
    public void LeftoversOfADownloadAreNamed(string text, string what)
    {
        using var folder = new TemporaryFolder();
        byte[] file = Encoding.UTF8.GetBytes(text);
        foreach (string name in Names)
        {
            string path = folder.Write(name, file);
            StringAssert.Contains(SourceReading.Refused(path, () => Read(FrameSource.Open(path))).Message, what);
            StringAssert.Contains(SourceReading.Refused(path, () => AudioSource.Open(path).Dispose()).Message, what);
        }
        StringAssert.Contains(SourceReading.Refused(folder["a.png"], () => Read(FrameSource.Open(folder.Path))).Message, what);
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => new CascadeFaceFinder(folder["a"])).Message, what);
        string list = folder.Write("clips.csv", file);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(list)).Message, what);
    }

    [TestMethod]
    public void APipeThatNobodyWritesIsRefusedAtOnce()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("SKIPPED: Windows has no pipes among its files.");
        using var folder = new TemporaryFolder();
        foreach (string name in Names)
        {
            string path = folder[name];
            using (Process made = Process.Start("mkfifo", [path]))
                made.WaitForExit();
            StringAssert.Contains(SourceReading.Refused(path, () => FrameSource.Open(path).Dispose()).Message, "a pipe or device");
            StringAssert.Contains(SourceReading.Refused(path, () => AudioSource.Open(path).Dispose()).Message, "a pipe or device");
        }
        StringAssert.Contains(SourceReading.Refused(folder["a.png"], () => Read(FrameSource.Open(folder.Path))).Message, "a pipe or device");
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(folder["a"])).Message, "a pipe or device");
        StringAssert.Contains(SourceReading.Refused("/dev/zero", () => AudioSource.Open("/dev/zero").Dispose()).Message, "a pipe or device");
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(folder["a"]).Dispose()).Message, "a pipe or device");
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => new CascadeFaceFinder(folder["a"])).Message, "a pipe or device");
        string link = folder["link.wav"];
        File.CreateSymbolicLink(link, folder["a.wav"]);
        StringAssert.Contains(SourceReading.Refused(link, () => AudioSource.Open(link).Dispose()).Message, "a pipe or device");
    }

    [TestMethod]
    public void AFileNameThatIsNotTextIsReported()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("SKIPPED: only Linux has file names that are no text.");
        using var folder = new TemporaryFolder();
        // A file system may refuse such names.
        var start = new ProcessStartInfo("sh", ["-c", "cd \"$1\" && printf x > \"$(printf 'caf\\351.png')\"", "sh", folder.Path]) { RedirectStandardError = true };
        using (Process made = Process.Start(start)!)
            made.WaitForExit();
        if (folder.Names().Length == 0)
            Assert.Inconclusive("SKIPPED: this file system has no names that are no text.");
        MediaException e = Assert.ThrowsExactly<MediaException>(() => Read(FrameSource.Open(folder.Path)));
        using (Process removed = Process.Start("sh", ["-c", "rm \"$1\"/*", "sh", folder.Path]))
            removed.WaitForExit();
        StringAssert.Contains(e.Message, "its name is not text in UTF-8; rename it");
    }

    private static void Read(IFrameSource source)
    {
        using (source)
        {
            while (source.TryRead(out _, out _))
            {
            }
        }
    }
}
