using System.Security.Cryptography;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Sources;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class ClipFolderTests
{
    private static readonly ClipSettings _settings = new() { Size = 64, FirstIdentity = 30, Identities = 5 };

    [TestMethod]
    public void TheListNamesEveryClip()
    {
        using var folder = new TemporaryFolder();
        ClipFolder.Write(folder["set"], _settings, 8);
        string[] lines = File.ReadAllText(folder["set", "clips.csv"]).Split('\n');
        Assert.AreEqual("path,label,audio,identity", lines[0]);
        Assert.HasCount(10, lines);
        Assert.AreEqual("", lines[9]);
        for (int i = 0; i < 8; i++)
        {
            ClipRecipe recipe = ClipRecipe.Of(_settings, i);
            Assert.AreEqual($"clips/00000{i}.y4m,{EmotionTable.Label(recipe.Emotion)},clips/00000{i}.wav,{recipe.Identity}", lines[1 + i]);
            Assert.IsTrue(File.Exists(folder["set", "clips", $"00000{i}.y4m"]));
            Assert.IsTrue(File.Exists(folder["set", "clips", $"00000{i}.wav"]));
        }
        Assert.HasCount(16, Directory.GetFiles(folder["set", "clips"]));
        Assert.HasCount(1, Directory.GetFiles(folder["set"]), "nothing unfinished stays");
    }

    [TestMethod]
    public void TheSdkReadsTheDrawnClips()
    {
        using var folder = new TemporaryFolder();
        ClipFolder.Write(folder.Path, _settings, 1);
        SyntheticClip clip = new ClipGenerator(_settings).Generate(0);

        using var frames = new Y4mFrameSource(folder["clips", "000000.y4m"]);
        Assert.AreEqual(16, frames.FrameCount);
        List<(byte[] Rgb, int Width, int Height, TimeSpan Time)> read = SourceReading.AllFrames(frames);
        Assert.AreEqual((64, 64), (read[0].Width, read[0].Height));
        Assert.AreEqual(1.875, read[15].Time.TotalSeconds, 1e-6);
        for (int i = 0; i < 16; i++)
        {
            // Colours of four pixels are one in the file, lightness is not.
            for (int p = 0; p < 64 * 64; p++)
                Assert.AreEqual(Luma(clip.Frames[i], p), Luma(read[i].Rgb, p), LumaTolerance(read[i].Rgb, p), $"frame {i} pixel {p}");
            Assert.AreEqual(clip.Frames[i].Average(v => v), read[i].Rgb.Average(v => v), 1.0);
        }

        using var sound = AudioSource.Open(folder["clips", "000000.wav"]);
        Assert.AreEqual((16_000, 1), (sound.SampleRate, sound.Channels));
        CollectionAssert.AreEqual(clip.Samples.Select(s => s / 32768f).ToArray(), SourceReading.AllSamples(sound));
    }

    [TestMethod]
    public void ASecondRunWritesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        ClipFolder.Write(folder["a"], _settings, 3);
        ClipFolder.Write(folder["b"], _settings, 5);
        for (int i = 0; i < 3; i++)
        {
            foreach (string kind in new[] { "y4m", "wav" })
            {
                string name = $"00000{i}.{kind}";
                CollectionAssert.AreEqual(File.ReadAllBytes(folder["a", "clips", name]), File.ReadAllBytes(folder["b", "clips", name]), name);
            }
        }
    }

    /// <summary>
    /// No machine and no version of .NET may make other clips. Whoever changes the drawing or the voice on purpose changes
    /// these numbers, and trains the demo model anew.
    /// </summary>
    [TestMethod]
    [DataRow("cartoon", "a236a3101e5d8f568e1f64806988ee7b7321578b99590d83066646327c000282")]
    [DataRow("sketch", "9d107f5f8e4fc28ad8ad7ba619683e1db88e8ae9e15c41acf8588b3d9203e971")]
    public void TheBytesAreTheSameEverywhere(string style, string sha256)
    {
        var settings = new ClipSettings { Style = FaceStyle.All.Single(s => s.Name == style) };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 4; i++)
        {
            SyntheticClip clip = new ClipGenerator(settings).Generate(i);
            hash.AppendData(Y4mWriter.Bytes(clip));
            hash.AppendData(WavWriter.Bytes(clip.Samples, SyntheticClip.SampleRate));
        }
        Assert.AreEqual(sha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [TestMethod]
    public void AnInterruptedRunLeavesNoList()
    {
        using var folder = new TemporaryFolder();
        ClipFolder.Write(folder.Path, _settings, 2);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(
            () => ClipFolder.Write(folder.Path, _settings, 1000, _ => stop.Cancel(), stop.Token));
        Assert.IsFalse(File.Exists(folder["clips.csv"]), "the old list would name other clips");
    }

    private static double Luma(byte[] rgb, int pixel) => (0.299 * rgb[3 * pixel]) + (0.587 * rgb[(3 * pixel) + 1]) + (0.114 * rgb[(3 * pixel) + 2]);

    /// <summary>A pixel that the reader had to hold to 0..255 lost some of its lightness.</summary>
    private static double LumaTolerance(byte[] rgb, int pixel) => rgb.AsSpan(3 * pixel, 3).ContainsAny((byte)0, (byte)255) ? 80 : 1.6;
}
