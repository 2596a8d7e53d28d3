using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class FrameRingTests
{
    private const int Size = 16, Bytes = 3 * Size * Size;

    [TestMethod]
    public void AWindowHasTheFramesOfTheEvaluation()
    {
        var ring = new FrameRing(Bytes, 50);
        for (int i = 0; i < 130; i++)
            Add(ring, i);
        foreach ((int from, int to) in new[] { (100, 129), (80, 129), (90, 95), (128, 129), (0, 129) })
        {
            var window = new WindowBuffer(Size, twoClip: false);
            double shown = ring.Copy(0, At(from), At(to), window);
            int first = Math.Max(from + 1, 80), count = to - first + 1;
            int[] expected = new int[16];
            FrameChoice.Evaluation(count, expected);
            Assert.IsTrue(window.HasFrames);
            Assert.AreEqual(to, window.Face!.Value.X, "the newest frame's face");
            CollectionAssert.AreEqual(
                expected.Select(i => (byte)(first + i)).ToArray(), Enumerable.Range(0, 16).Select(i => window.Frame(i)[Bytes - 1]).ToArray());
            Assert.AreEqual(count == 1 ? 0 : count, shown, 1e-6, "seconds");
        }
    }

    [TestMethod]
    public void TwoClipMakesTwoChoicesOfFrames()
    {
        var ring = new FrameRing(Bytes, 50);
        for (int i = 0; i < 40; i++)
            Add(ring, i);
        var window = new WindowBuffer(Size, twoClip: true);
        ring.Copy(0, At(-1), At(39), window);
        Assert.AreEqual(2, window.Views);
        for (int view = 0; view < 2; view++)
        {
            int[] expected = new int[16];
            FrameChoice.TwoClip(40, view, expected);
            CollectionAssert.AreEqual(expected, Enumerable.Range(0, 16).Select(i => (int)window.Frame(16 * view + i)[0]).ToArray());
            float[] packed = new float[16 * Bytes];
            window.WriteFrames(view, packed);
            Assert.AreEqual(expected[5] / 255f, packed[5 * Bytes]);
        }
        ring.Copy(0, At(30), At(39), window);
        Assert.AreEqual(1, window.Views, "of nine frames there is one choice");
    }

    [TestMethod]
    public void FramesBeforeARestartAreNotShown()
    {
        var ring = new FrameRing(Bytes, 50);
        var window = new WindowBuffer(Size, twoClip: false);
        ring.Enter(1);
        Add(ring, 1);
        ring.Copy(2, At(0), At(5), window);
        Assert.IsFalse(window.HasFrames);
        ring.Copy(1, At(0), At(5), window);
        Assert.IsTrue(window.HasFrames);
        ring.Enter(1);
        Assert.AreEqual(1, ring.Count);
        ring.Enter(2);
        Assert.AreEqual(0, ring.Count);
        ring.Copy(2, At(0), At(5), window);
        Assert.IsFalse(window.HasFrames);
        float[] packed = [.. Enumerable.Repeat(1f, 16 * Bytes)];
        window.WriteFrames(0, packed);
        Assert.IsTrue(packed.All(v => v == 0), "nothing seen is black");
    }

    private static void Add(FrameRing ring, int value)
    {
        ring.Next().AsSpan().Fill((byte)value);
        ring.Add(At(value), new FaceBox(value, 0, 1, 1), default);
    }

    private static TimeSpan At(int frame) => TimeSpan.FromSeconds(frame);
}
