using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tests.Tensors;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class TrainingViewTests
{
    private const int Size = 32;

    [TestMethod]
    [DataRow(40)]
    [DataRow(16)]
    [DataRow(5)]
    public void WithoutAugmentationTheViewMatchesEvaluation(int count)
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, count);
        using OpenClip open = OpenClip.Open(clip);
        Clip evaluated = ClipReader.Read(open.Frames, open.Audio, Size, false, default);
        float[] expected = new float[16 * 3 * Size * Size], frames = new float[expected.Length], spectrogram = new float[512 * 128];
        evaluated.WriteFrames(0, expected);
        using CachedClip cached = new ClipCache(null).Load(clip, default);
        new TrainingView(Size).Write(cached, SeededRandom.Of(1), augment: false, frames, spectrogram);
        CollectionAssert.AreEqual(expected, frames);
        CollectionAssert.AreEqual(evaluated.Spectrogram.ToArray(), spectrogram);
    }

    [TestMethod]
    [DataRow(40, 40, 30)]
    [DataRow(7, 33, 45)]
    [DataRow(16, 20, 20)]
    public void AugmentationMatchesASlowImplementation(int count, int width, int height)
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, count, width, height, samples: 0);
        using CachedClip cached = new ClipCache(null).Load(clip, default);
        var view = new TrainingView(Size);
        float[] frames = new float[16 * 3 * Size * Size], spectrogram = new float[512 * 128];
        int flips = 0;
        for (ulong seed = 0; seed < 12; seed++)
        {
            view.Write(cached, SeededRandom.Of(seed), augment: true, frames, spectrogram);
            // The same random draws in the same order.
            var random = SeededRandom.Of(seed);
            int[] indices = [.. Enumerable.Range(0, 16).Select(k => count >= 16 ? k * (count / 16) + random.Below(count / 16) : Math.Min(k, count - 1))];
            float factor = (float)(0.5 + random.Uniform());
            CropPlan crop = CropPlan.Draw(random, width, height)!.Value;
            bool flip = random.Uniform() < 0.5;
            flips += flip ? 1 : 0;
            for (int k = 0; k < 16; k++)
            {
                byte[] rgb = ClipCacheTests.Frame(cached, indices[k]);
                byte[] part = new byte[3 * crop.Width * crop.Height];
                for (int i = 0; i < part.Length; i++)
                {
                    int x = i / 3 % crop.Width, y = i / 3 / crop.Width;
                    part[i] = (byte)Math.Min(255, (int)(factor * rgb[3 * ((crop.Top + y) * width + crop.Left + x) + i % 3]));
                }
                byte[] square = ResizeTwin.Resize(part, crop.Width, crop.Height, Size);
                for (int i = 0; i < square.Length; i++)
                {
                    int x = i / 3 % Size, y = i / 3 / Size;
                    float found = frames[((k * 3 + i % 3) * Size + y) * Size + (flip ? Size - 1 - x : x)];
                    if (square[i] / 255f != found)
                        Assert.AreEqual(square[i] / 255f, found, $"seed {seed}, frame {k}, ({x}, {y})");
                }
            }
        }
        Assert.IsTrue(flips is > 0 and < 12);
        Assert.AreEqual(4.2677393f / (2 * 4.5689974f), spectrogram[77], 1e-6f);
    }

    [TestMethod]
    public void CropsFollowTheirDistribution()
    {
        var random = SeededRandom.Of(9);
        double areas = 0, turned = 0;
        const int draws = 20_000, side = 224;
        for (int i = 0; i < draws; i++)
        {
            CropPlan crop = CropPlan.Draw(random, side, side)!.Value;
            Assert.IsTrue(crop is { Left: >= 0, Top: >= 0, Width: >= 1, Height: >= 1 });
            Assert.IsTrue(crop.Left + crop.Width <= side && crop.Top + crop.Height <= side);
            Assert.IsTrue((double)crop.Width / crop.Height is > 0.73 and < 1.36);
            double area = (double)crop.Width * crop.Height / (side * side);
            Assert.IsTrue(area is > 0.078 and <= 1);
            areas += area;
            turned += crop.Width > crop.Height ? 1 : 0;
        }
        // Below 0.54, the middle of the range, because the largest crops often do not fit; another program computed the number.
        Assert.AreEqual(0.480, areas / draws, 0.008);
        Assert.AreEqual(0.5, turned / draws, 0.02);
        Assert.IsNull(CropPlan.Draw(random, 300, 3));
    }

    [TestMethod]
    public void VeryLongFramesGiveASquare()
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 3, width: 300, height: 4, samples: 0);
        using CachedClip cached = new ClipCache(null).Load(clip, default);
        float[] frames = new float[16 * 3 * Size * Size];
        new TrainingView(Size).Write(cached, SeededRandom.Of(2), augment: true, frames, new float[512 * 128]);
        Assert.IsTrue(frames.All(v => v is >= 0 and <= 1));
        Assert.IsTrue(frames[(15 * 3 * Size * Size)..].All(v => v > 0.1), "a part of the brightest frame is empty");
    }

    [TestMethod]
    public void FramesOfOtherSizesAreCroppedInProportion()
    {
        var crop = new CropPlan((100, 80), 10, 20, 50, 40);
        Assert.AreEqual(crop, crop.For((100, 80)));
        Assert.AreEqual(new CropPlan((200, 40), 20, 10, 100, 20), crop.For((200, 40)));
        foreach ((int Width, int Height) size in ((int, int)[])[(1, 1), (3, 500), (99, 81)])
        {
            CropPlan other = new CropPlan((100, 80), 55, 40, 45, 40).For(size);
            Assert.IsTrue(other.Width >= 1 && other.Height >= 1 && other.Left >= 0 && other.Top >= 0);
            Assert.IsTrue(other.Left + other.Width <= size.Width && other.Top + other.Height <= size.Height, $"{size}");
        }
    }

    [TestMethod]
    public void EachPartGivesOneFrame()
    {
        var random = SeededRandom.Of(3);
        int[] indices = new int[16];
        var seen = new HashSet<int>();
        for (int i = 0; i < 500; i++)
        {
            TrainingView.Choose(55, random, indices);
            for (int k = 0; k < 16; k++)
                Assert.AreEqual(k, indices[k] / 3);
            seen.UnionWith(indices);
        }
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 48).ToArray(), seen.ToArray());
        TrainingView.Choose(3, random, indices);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 }, indices);
    }
}
