using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class BatchLoaderTests
{
    private static readonly BatchLoaderOptions s_options = new() { ImageSize = 16, BatchSize = 4, Seed = 3 };

    [TestMethod]
    public void TheBatchesDoNotDependOnTheNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 22);
        List<Seen> expected = Epoch(set, s_options with { Threads = 1, Ahead = 0 }, 5);
        Assert.HasCount(5, expected);
        foreach ((int threads, int ahead) in ((int, int)[])[(1, 2), (4, 0), (3, 1), (7, 9)])
            AssertEqual(expected, Epoch(set, s_options with { Threads = threads, Ahead = ahead }, 5), $"{threads} threads, {ahead} ahead");
    }

    [TestMethod]
    public void AnEpochCanResumeInTheMiddle()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 22);
        List<Seen> whole = Epoch(set, s_options, 1), rest = Epoch(set, s_options, 1, firstBatch: 3);
        AssertEqual(whole[3..], rest, "from batch 3");
        Assert.HasCount(0, Epoch(set, s_options, 1, firstBatch: 5));
        Assert.HasCount(0, Epoch(set, s_options, 1, firstBatch: 99));
    }

    [TestMethod]
    public void EachEpochHasEveryClipOnceInANewOrder()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 22);
        List<Seen> first = Epoch(set, s_options, 0), second = Epoch(set, s_options, 1);
        string[] ids = Ids(first);
        Assert.HasCount(20, ids);
        Assert.AreEqual(20, ids.Distinct().Count());
        CollectionAssert.AreNotEqual(ids, Ids(second));
        CollectionAssert.AreNotEqual(ids, Ids(Epoch(set, s_options with { Seed = 4 }, 0)));
        // The same clip in a different view.
        string both = Ids(first).Intersect(Ids(second)).First();
        CollectionAssert.AreNotEqual(View(first, both), View(second, both));
        foreach (Seen batch in first)
            CollectionAssert.AreEqual(batch.Ids.Select(id => int.Parse(id[4..]) % 3).ToArray(), batch.Labels);
    }

    [TestMethod]
    public void ValidationKeepsTheOrderAndHasAShorterLastBatch()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 10);
        List<Seen> epoch = Epoch(set, s_options with { Shuffle = false, Augment = false, DropLast = false }, 0);
        CollectionAssert.AreEqual(set.Clips.Select(c => c.Id).ToArray(), Ids(epoch));
        CollectionAssert.AreEqual(new[] { 4, 4, 2 }, epoch.Select(b => b.Ids.Length).ToArray());
        Assert.IsTrue(epoch[2].Frames.AsSpan(2 * epoch[2].Frames.Length / 4).IndexOfAnyExcept(0f) < 0, "zeros after the last clip");
    }

    [TestMethod]
    public void BalancedSamplingDrawsAllLabelsEquallyOften()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = new(["a", "b", "c"], [.. TestClips.WriteNoiseSet(folder, 24).Clips.Select((c, i) => c with { Label = i < 2 ? 0 : i < 6 ? 1 : 2 })]);
        List<Seen> epoch = Epoch(set, s_options with { ClassBalanced = true }, 0);
        for (int label = 0; label < 3; label++)
            Assert.AreEqual(8, epoch.Sum(b => b.Labels.Count(l => l == label)));
        string[] rare = [.. Ids(epoch).Where(id => id is "clip0" or "clip1")];
        Assert.AreEqual(4, rare.Count(id => id == "clip0"));
        // A repeated clip has a different view.
        var views = epoch.SelectMany(b => b.Ids.Select((id, i) => (id, i, b))).Where(v => v.id == "clip0").Select(v => v.b.FramesOf(v.i)).ToArray();
        CollectionAssert.AreNotEqual(views[0], views[1]);
    }

    [TestMethod]
    public void UnreadableClipsAreReplacedAndReported()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 40, frames: 3);
        File.WriteAllText(set.Clips[11].FramesPath!, "no video");
        File.Delete(set.Clips[30].AudioPath!);
        List<Seen> one = Epoch(set, s_options with { Threads = 1 }, 0, skipped: 2), many = Epoch(set, s_options with { Threads = 5 }, 0, skipped: 2);
        AssertEqual(one, many, "replacements");
        Assert.HasCount(40, Ids(one));
        Assert.DoesNotContain("clip11", Ids(one));
        List<Seen> ordered = Epoch(set, s_options with { Shuffle = false, DropLast = false }, 0, skipped: 2);
        CollectionAssert.AreEqual(set.Clips.Select(c => c.Id).Where(id => id is not ("clip11" or "clip30")).ToArray(), Ids(ordered));
    }

    [TestMethod]
    public void TooManyUnreadableClipsEndTheRun()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 40, frames: 3);
        foreach (int clip in (int[])[1, 2, 3])
            File.Delete(set.Clips[clip].FramesPath!);
        var exception = Assert.ThrowsExactly<DatasetException>(() => Epoch(set, s_options, 0));
        StringAssert.Contains(exception.Message, "3 of 40 clips cannot be read, more than 5 %");
        StringAssert.Contains(exception.Message, ".y4m' does not exist");
    }

    [TestMethod]
    public void WaitingCanBeCancelledAndTheLoaderDisposedAtAnyTime()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 12);
        using var loader = new BatchLoader(set, new ClipCache(null), s_options with { Ahead = 0 });
        Assert.ThrowsExactly<InvalidOperationException>(() => loader.Next(out _, default));
        loader.Start(0);
        Assert.IsTrue(loader.Next(out Batch? first, default));
        string[] ids = [.. first.Clips.Select(c => c.Id)];
        loader.Start(1);
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            while (loader.Next(out _, new CancellationToken(canceled: true)))
            {
            }
            Assert.Fail("all batches came before the wait was cancelled");
        });
        loader.Start(0);
        Assert.IsTrue(loader.Next(out Batch? again, default));
        CollectionAssert.AreEqual(ids, again.Clips.Select(c => c.Id).ToArray());
    }

    [TestMethod]
    public void FewerClipsThanABatchAreRefused()
    {
        using var folder = new TemporaryFolder();
        ClipDataset set = TestClips.WriteNoiseSet(folder, 3, frames: 1);
        Assert.ThrowsExactly<DatasetException>(() => new BatchLoader(set, new ClipCache(null), s_options));
        using var loader = new BatchLoader(set, new ClipCache(null), s_options with { DropLast = false });
        Assert.AreEqual(1, loader.BatchesPerEpoch);
    }

    [TestMethod]
    public void ModalitiesCanBeDropped()
    {
        using var folder = new TemporaryFolder();
        using var loader = new BatchLoader(TestClips.WriteNoiseSet(folder, 4), new ClipCache(null), s_options);
        loader.Start(0);
        Assert.IsTrue(loader.Next(out Batch? batch, default));
        float[] other = batch.FramesOf(0).ToArray();
        batch.DropFrames(1);
        batch.DropAudio(2);
        Assert.IsTrue(batch.FramesOf(1).IndexOfAnyExcept(0f) < 0);
        CollectionAssert.AreEqual(other, batch.FramesOf(0).ToArray());
        Assert.AreEqual(1, batch.SpectrogramOf(2).ToArray().Distinct().Count());
        Assert.IsTrue(batch.SpectrogramOf(1).ToArray().Distinct().Count() > 1000);
    }

    private static List<Seen> Epoch(ClipDataset set, BatchLoaderOptions options, int epoch, int firstBatch = 0, int skipped = 0)
    {
        using var loader = new BatchLoader(set, new ClipCache(null), options);
        loader.Start(epoch, firstBatch);
        var batches = new List<Seen>();
        while (loader.Next(out Batch? batch, CancellationToken.None))
        {
            Assert.AreEqual(epoch, batch.Epoch);
            Assert.AreEqual(firstBatch + batches.Count, batch.Index);
            batches.Add(new Seen(
                [.. batch.Clips.Take(batch.Count).Select(c => c.Id)], batch.Labels[..batch.Count], (float[])batch.Frames.Clone(), (float[])batch.Spectrograms.Clone()));
        }
        Assert.IsFalse(loader.Next(out _, CancellationToken.None));
        Assert.HasCount(skipped, loader.Skipped);
        return batches;
    }

    private static float[] View(List<Seen> epoch, string id) =>
        epoch.Where(b => b.Ids.Contains(id)).Select(b => b.FramesOf(Array.IndexOf(b.Ids, id))).First();

    private static string[] Ids(List<Seen> batches) => [.. batches.SelectMany(b => b.Ids)];

    private static void AssertEqual(List<Seen> expected, List<Seen> found, string what)
    {
        Assert.HasCount(expected.Count, found, what);
        foreach ((Seen a, Seen b) in expected.Zip(found))
        {
            CollectionAssert.AreEqual(a.Ids, b.Ids, what);
            CollectionAssert.AreEqual(a.Labels, b.Labels, what);
            Assert.IsTrue(a.Frames.AsSpan().SequenceEqual(b.Frames), what);
            Assert.IsTrue(a.Spectrograms.AsSpan().SequenceEqual(b.Spectrograms), what);
        }
    }

    private sealed record Seen(string[] Ids, int[] Labels, float[] Frames, float[] Spectrograms)
    {
        public float[] FramesOf(int slot) => Frames[(slot * Frames.Length / 4)..((slot + 1) * Frames.Length / 4)];
    }
}
