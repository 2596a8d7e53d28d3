using System.Diagnostics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Tests.Weights;

/// <summary>Files in memory without a copy, which another process truncates, overwrites or deletes.</summary>
[TestClass]
public sealed unsafe class FileMappingTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    [DataRow(": > \"$1\"", 0)]
    [DataRow("printf other | dd of=\"$1\" conv=notrunc 2>/dev/null", 100_000)]
    public void AnotherProcessWaitsUntilTheBytesAreCopied(string command, int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
        string path = _folder.Write("file", bytes);
        FileBytes file = FileBytes.Open(path);
        FileMapping? mapping = file.Map();
        if (mapping is null)
        {
            file.Dispose();
            RequiredTools.Missing("MMADFER_REQUIRE_LEASE", "this system or this file system gives no lease, so nothing is mapped.");
            return;
        }
        Assert.AreSame(mapping, file.Map());
        // The mapping outlives the file, and the first of two users.
        file.Dispose();
        mapping.Dispose();
        CollectionAssert.AreEqual(bytes, new ReadOnlySpan<byte>(mapping.Address, bytes.Length).ToArray());
        Assert.IsFalse(mapping.IsCopy);
        if (OperatingSystem.IsLinux())
        {
            Change(command, path);
            Assert.AreEqual(length, new FileInfo(path).Length);
            Assert.IsTrue(mapping.IsCopy);
        }
        CollectionAssert.AreEqual(bytes, new ReadOnlySpan<byte>(mapping.Address, bytes.Length).ToArray());
        mapping.Dispose();
        Assert.IsFalse(mapping.TryShare());
        // Nobody waits any more.
        File.WriteAllText(path, "new");
    }

    [TestMethod]
    public void AFileThatSomebodyWritesIsNotMapped()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("SKIPPED: only Linux opens a file that somebody writes.");
        string path = _folder.Write("file", new byte[5000]);
        using var hold = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec 3>>\"$1\"; echo; cat", "sh", path]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        hold.StandardOutput.ReadLine();
        using (FileBytes file = FileBytes.Open(path))
            Assert.IsNull(file.Map());
        hold.StandardInput.Close();
        hold.WaitForExit();
    }

    [TestMethod]
    public void ARecognizerSurvivesTheEndOfItsFile()
    {
        MmaDferConfig config = TinyVariants.Config(TinyVariants.Published) with { Width = 64, Heads = 1, MlpWidth = 128 };
        string original = _folder["original"], path = _folder["bytes"];
        ModelConverter.Write(original, TinyVariants.Weights(config), config, EmotionLabels.OfClasses(config.Classes), "test", half: false, null, default);
        ModelConverter.Convert(original, path, new() { Precision = Precision.Int8 });
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(path, new() { Engine = new CpuEngine(2) { Precision = Precision.Int8 } });
        float[] before = Recognize(recognizer);
        if (OperatingSystem.IsLinux())
        {
            Change(": > \"$1\"", path);
            Assert.AreEqual(0, new FileInfo(path).Length);
        }
        CollectionAssert.AreEqual(before, Recognize(recognizer));
        if (OperatingSystem.IsWindows())
            return;
        // A file that is replaced as a whole stays for those who have it.
        ModelConverter.Convert(original, path, new() { Precision = Precision.Int8 });
        using EmotionRecognizer second = EmotionRecognizer.Load(path, new() { Engine = new CpuEngine(2) { Precision = Precision.Int8 } });
        ModelConverter.Convert(original, path);
        CollectionAssert.AreEqual(before, Recognize(second));
    }

    private static void Change(string command, string path)
    {
        using var change = Process.Start("/bin/sh", ["-c", command, "sh", path]);
        change.WaitForExit();
        Assert.AreEqual(0, change.ExitCode);
    }

    private static float[] Recognize(EmotionRecognizer recognizer)
    {
        using NoiseFrames frames = RecognizerClips.Frames(20);
        using FakeAudio audio = RecognizerClips.Audio();
        return recognizer.Recognize(frames, audio).Logits.ToArray();
    }
}
