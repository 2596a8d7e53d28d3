using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class FrameChoiceTests
{
    [TestMethod]
    public void EvaluationEqualsTheGoldenIndices()
    {
        int[] indices = new int[16];
        int checkedCount = 0;
        foreach (JsonProperty entry in Goldens.Json("preprocess", "test_frame_indices.json").EnumerateObject())
        {
            FrameChoice.Evaluation(int.Parse(entry.Name), indices);
            int[] expected = [.. entry.Value.EnumerateArray().Select(e => e.GetInt32())];
            CollectionAssert.AreEqual(expected, indices, entry.Name);
            checkedCount++;
        }
        Assert.IsGreaterThan(10, checkedCount);
    }

    [TestMethod]
    public void EqualsTheFloatingPointRule()
    {
        int[] indices = new int[16];
        for (int n = 17; n < 3000; n++)
        {
            double tick = n / 16.0;
            FrameChoice.Evaluation(n, indices);
            CollectionAssert.AreEqual(Enumerable.Range(0, 16).Select(k => (int)(tick / 2 + tick * k)).ToArray(), indices, $"{n}");
            FrameChoice.TwoClip(n, 0, indices);
            CollectionAssert.AreEqual(Enumerable.Range(0, 16).Select(k => (int)(tick * (k + 0.25))).ToArray(), indices, $"{n}");
            FrameChoice.TwoClip(n, 1, indices);
            CollectionAssert.AreEqual(Enumerable.Range(0, 16).Select(k => (int)(tick * (k + 0.75))).ToArray(), indices, $"{n}");
        }
    }

    [TestMethod]
    public void ShortClipsAreTakenWholeByEveryRule()
    {
        int[] a = new int[16], b = new int[16], c = new int[16];
        for (int n = 1; n <= 16; n++)
        {
            FrameChoice.Padded(n, a);
            FrameChoice.TwoClip(n, 0, b);
            FrameChoice.TwoClip(n, 1, c);
            CollectionAssert.AreEqual(Enumerable.Range(0, 16).Select(k => Math.Min(k, n - 1)).ToArray(), a);
            CollectionAssert.AreEqual(a, b);
            CollectionAssert.AreEqual(a, c);
        }
    }

    [TestMethod]
    public void HugeCountsDoNotWrap()
    {
        int[] indices = new int[16];
        FrameChoice.TwoClip(int.MaxValue, 1, indices);
        Assert.AreEqual((int)(63L * int.MaxValue / 64), indices[15]);
    }

    [TestMethod]
    public void NoFramesIsAMistakeOfTheCaller() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FrameChoice.Evaluation(0, new int[16]));
}
