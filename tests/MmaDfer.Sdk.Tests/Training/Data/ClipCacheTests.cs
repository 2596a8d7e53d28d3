using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class ClipCacheTests
{
    [TestMethod]
    public void TheCacheReturnsTheDecodedClip()
    {
        using TemporaryFolder folder = new(), kept = new();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 20, width: 41, height: 31);
        var cache = new ClipCache(kept.Path);
        for (int round = 0; round < 3; round++)
        {
            using CachedClip cached = (round < 2 ? cache : new ClipCache(null)).Load(clip, default);
            Assert.AreEqual(20, cached.FrameCount);
            Assert.AreEqual((41, 31), cached.Size(7));
            List<byte[]> expected = Frames(clip);
            for (int i = 0; i < 20; i++)
                CollectionAssert.AreEqual(expected[i], Frame(cached, i), $"round {round}, frame {i}");
            using AudioSources audio = new(clip);
            CollectionAssert.AreEqual(AudioReader.Read(audio.Source, default)!.Spectrogram, cached.Spectrogram);
        }
        Assert.AreEqual(1, cache.Decoded);
        Assert.IsNull(cache.Problem);
    }

    [TestMethod]
    public void MissingModalitiesStayMissing()
    {
        using TemporaryFolder folder = new(), kept = new();
        LabeledClip face = TestClips.WriteNoise(folder, "face", 0, 3, samples: 0), audio = TestClips.WriteNoise(folder, "audio", 0, 0);
        LabeledClip brief = TestClips.WriteNoise(folder, "brief", 0, 1, samples: 100);
        var cache = new ClipCache(kept.Path);
        for (int round = 0; round < 2; round++)
        {
            using CachedClip a = cache.Load(face, default), b = cache.Load(audio, default), c = cache.Load(brief, default);
            Assert.AreEqual((3, true), (a.FrameCount, a.Spectrogram is null));
            Assert.AreEqual((0, false), (b.FrameCount, b.Spectrogram is null));
            Assert.AreEqual((1, true), (c.FrameCount, c.Spectrogram is null));
        }
        Assert.AreEqual(3, cache.Decoded);
    }

    [TestMethod]
    public void AnyChangeOfTheClipDecodesItAgain()
    {
        using TemporaryFolder folder = new(), kept = new();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 8);
        var cache = new ClipCache(kept.Path);
        int Load(LabeledClip c)
        {
            using CachedClip cached = cache.Load(c, default);
            return cached.FrameCount;
        }
        Assert.AreEqual(8, Load(clip));
        Assert.AreEqual(8, Load(clip with { Id = "y", Label = 2 }));
        Assert.AreEqual(1, cache.Decoded, "neither name nor label change the clip");
        Assert.AreEqual(5, Load(clip with { End = TimeSpan.FromSeconds(0.2) }));
        Assert.AreEqual(3, Load(clip with { Start = TimeSpan.FromSeconds(0.2) }));
        Load(clip with { AudioPath = null });
        Assert.AreEqual(4, cache.Decoded);
        TestClips.WriteNoise(folder, "x", 0, 9);
        Assert.AreEqual(9, Load(clip));
        File.SetLastWriteTimeUtc(clip.AudioPath!, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Load(clip);
        Assert.AreEqual(6, cache.Decoded);
        File.Delete(clip.AudioPath!);
        Assert.ThrowsExactly<MediaException>(() => cache.Load(clip, default));
    }

    [TestMethod]
    public void DamagedFilesAreDecodedAgain()
    {
        using TemporaryFolder folder = new(), kept = new();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 6);
        var cache = new ClipCache(kept.Path);
        byte[][] expected = All(cache, clip);
        string path = ClipCache.PathOf(kept.Path, clip);
        byte[] whole = File.ReadAllBytes(path);
        var random = SeededRandom.Of(1);
        int[] places = [0, 8, 15, 16, 19, 20, 24, 31, 32, 40, 44, 48, 32 + 24 * 6, whole.Length - 1, .. Enumerable.Range(0, 30).Select(_ => random.Below(whole.Length))];
        foreach (int place in places)
        {
            int before = cache.Decoded;
            byte[] damaged = (byte[])whole.Clone();
            damaged[place] ^= 0x80;
            File.WriteAllBytes(path, damaged);
            byte[][] found = All(cache, clip);
            for (int i = 0; i < expected.Length; i++)
                CollectionAssert.AreEqual(expected[i], found[i], $"byte {place}, frame {i}");
            Assert.AreEqual(before + 1, cache.Decoded, $"byte {place}");
            CollectionAssert.AreEqual(whole, File.ReadAllBytes(path), "the file was not made whole again");
        }
        foreach (int length in (int[])[0, 1, 31, 32, 200, whole.Length - 1])
        {
            File.WriteAllBytes(path, whole[..length]);
            CollectionAssert.AreEqual(expected[5], All(cache, clip)[5], $"cut to {length}");
        }
    }

    [TestMethod]
    public void AFolderThatIsNotWritableDisablesTheCache()
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 6);
        var cache = new ClipCache(folder.Write("a file", "x"u8));
        Assert.HasCount(6, All(cache, clip));
        Assert.HasCount(6, All(cache, clip));
        Assert.AreEqual(2, cache.Decoded);
        Assert.IsNotNull(cache.Problem);
        Assert.DoesNotContain("\n", cache.Problem);
    }

    [TestMethod]
    public void SeveralThreadsShareAFolder()
    {
        using TemporaryFolder folder = new(), kept = new();
        LabeledClip[] clips = [.. Enumerable.Range(0, 5).Select(i => TestClips.WriteNoise(folder, $"c{i}", 0, 4 + i))];
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            // Each thread has its own cache object, like several processes.
            Assert.HasCount(4 + i % 5, All(new ClipCache(kept.Path), clips[i % 5]));
        });
        Assert.HasCount(5, Directory.GetFiles(kept.Path, "*", SearchOption.AllDirectories), "temporary files were left behind");
    }

    [TestMethod]
    [DataRow(256, 320, 240)]
    [DataRow(1000, 8, 8)]
    [DataRow(16, 640, 360)]
    public void LongClipsAndLargeFramesAreReduced(int frames, int width, int height)
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, frames, width, height, samples: 0);
        using CachedClip cached = new ClipCache(null).Load(clip, default);
        Assert.AreEqual(Math.Min(frames, 256), cached.FrameCount);
        Assert.AreEqual(width > 320 ? (320, 180) : (width, height), cached.Size(0));
        if (width > 320)
            return;
        List<byte[]> all = Frames(clip);
        int[] candidates = ClipDecoder.Candidates(frames);
        int[] wrong = [.. Enumerable.Range(0, cached.FrameCount).Where(i => !all[candidates[i]].AsSpan().SequenceEqual(Frame(cached, i)))];
        // Y4M does not state its number of frames: of 1000, every second one is kept while reading.
        Assert.IsTrue(frames == 256 ? wrong.Length == 0 : wrong.All(i => candidates[i] % 2 == 1), string.Join(' ', wrong));
    }

    [TestMethod]
    public void TheCandidatesIncludeTheFramesOfEvaluation()
    {
        foreach (int count in (int[])[1, 16, 17, 255, 256, 257, 300, 999, 5000, 123456])
        {
            int[] candidates = ClipDecoder.Candidates(count), exact = new int[16], among = new int[16];
            FrameChoice.Evaluation(count, exact);
            FrameChoice.Evaluation(candidates.Length, among);
            CollectionAssert.AreEqual(exact, among.Select(i => candidates[i]).ToArray(), $"{count} frames");
        }
    }

    private static byte[][] All(ClipCache cache, LabeledClip clip)
    {
        using CachedClip cached = cache.Load(clip, default);
        return [.. Enumerable.Range(0, cached.FrameCount).Select(i => Frame(cached, i))];
    }

    internal static byte[] Frame(CachedClip clip, int index)
    {
        (int width, int height) = clip.Size(index);
        byte[] rgb = new byte[3 * width * height];
        clip.ReadFrame(index, rgb);
        return rgb;
    }

    private static List<byte[]> Frames(LabeledClip clip)
    {
        using IFrameSource source = FrameSource.Open(clip.FramesPath!);
        var frames = new List<byte[]>();
        while (source.TryRead(out FrameView frame, out _))
        {
            byte[] rgb = new byte[3 * frame.Width * frame.Height];
            frame.CopyTo(rgb);
            frames.Add(rgb);
        }
        return frames;
    }

    private sealed class AudioSources(LabeledClip clip) : IDisposable
    {
        public IAudioSource Source { get; } = AudioSource.Open(clip.AudioPath!);

        public void Dispose() => Source.Dispose();
    }
}
