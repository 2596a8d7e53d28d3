using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Features;

namespace MmaDfer.Sdk.Tests.Training.Features;

/// <summary>What becomes of kept features when clips, files and disks are not what they were.</summary>
[TestClass]
public sealed class FeatureCacheTests : SmallTraining
{
    private const string Key = "ab00112233445566778899aabbccddeeff001122";

    private static readonly byte[] s_identity = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private TrainingOptions Cached => Quick with { TrainableSet = TrainableSet.Classifier, LearningRate = 1e-2, CacheFolder = Folder["cache"] };

    [TestMethod]
    public void FilesLieBesideTheDecodedClipUnderItsKey()
    {
        ClipDataset clips = Clips("train", 6, 1);
        Train(Small(), clips, null, "out", Cached);
        foreach (LabeledClip clip in clips.Clips)
        {
            string decoded = ClipCache.PathOf(Folder["cache"], clip), key = Path.GetFileNameWithoutExtension(decoded);
            Assert.IsTrue(File.Exists(decoded));
            string kept = Directory.GetFiles(Path.GetDirectoryName(decoded)!, key + ".*").Single(f => f != decoded);
            StringAssert.EndsWith(kept, ".features");
            Assert.AreEqual(64 + 4 * 32, new FileInfo(kept).Length, "a header, and the width of the temporal transformer");
        }
        Assert.HasCount(12, Directory.GetFiles(Folder["cache"], "*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void AChangedClipRunsAgain()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult before = Train(model, clips, null, "1", Cached);
        File.Copy(clips.Clips[1].FramesPath!, clips.Clips[0].FramesPath!, overwrite: true);
        File.SetLastWriteTimeUtc(clips.Clips[0].FramesPath!, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        TrainingResult changed = Train(model, clips, null, "2", Cached);
        Assert.AreEqual(1, changed.EncoderRuns);
        Assert.IsFalse(before.Losses.SequenceEqual(changed.Losses));
        CollectionAssert.AreEqual(Train(model, clips, null, "3", Cached with { CacheFolder = null }).Losses.ToArray(), changed.Losses.ToArray());
    }

    [TestMethod]
    public void DamagedTruncatedAndForeignFilesAreReplacedAndNamed()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult expected = Train(model, clips, null, "1", Cached);
        Assert.IsEmpty(expected.Warnings);
        string[] files = [.. Directory.GetFiles(Folder["cache"], "*.features", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        byte[][] whole = [.. files.Select(File.ReadAllBytes)];
        File.WriteAllBytes(files[0], whole[0][..^1]);
        File.WriteAllBytes(files[1], []);
        File.WriteAllBytes(files[2], whole[3]);
        File.WriteAllBytes(files[4], [.. whole[4].Select((b, i) => (byte)(i == 70 ? ~b : b))]);
        TrainingResult again = Train(model, clips, null, "2", Cached);
        Assert.AreEqual(4, again.EncoderRuns);
        CollectionAssert.AreEqual(expected.Losses.ToArray(), again.Losses.ToArray());
        StringAssert.Contains(again.Warnings.Single(), ".features: this file of the cache is damaged or of another training, so the encoders run again");
        for (int i = 0; i < files.Length; i++)
            CollectionAssert.AreEqual(whole[i], File.ReadAllBytes(files[i]), "the file was not made whole again");
        Assert.IsEmpty(Train(model, clips, null, "3", Cached).Warnings);
    }

    [TestMethod]
    public void EveryDamagedByteIsNoticed()
    {
        string folder = Folder["bytes"], path = FeatureCache.PathOf(folder, Key, s_identity);
        var features = new ClipFeatures([1, -2, 3.5f], true, 16000);
        new FeatureCache(folder, 3).Keep(Key, s_identity, features);
        ClipFeatures read = new FeatureCache(folder, 3).Find(Key, s_identity)!;
        CollectionAssert.AreEqual(features.Values, read.Values);
        Assert.AreEqual((true, 16000), (read.HasFrames, read.SampleRate));
        byte[] whole = File.ReadAllBytes(path);
        for (int place = 0; place < whole.Length; place++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[place] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            var cache = new FeatureCache(folder, 3);
            Assert.IsNull(cache.Find(Key, s_identity), $"byte {place}");
            Assert.HasCount(1, cache.Problems);
        }
        File.WriteAllBytes(path, whole);
        Assert.IsNull(new FeatureCache(folder, 4).Find(Key, s_identity), "another length");
        Assert.IsNull(new FeatureCache(folder, 3).Find("cd" + Key[2..], s_identity));
    }

    [TestMethod]
    public void WithoutRoomOnTheDiskTheTrainingGoesOnAndSaysSo()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult expected = Train(model, clips, null, "1", Cached with { CacheFolder = null });
        TrainingResult full = Train(model, clips, null, "2", Cached with { CacheFolder = Folder.Write("a file", "x"u8) });
        CollectionAssert.AreEqual(expected.Losses.ToArray(), full.Losses.ToArray());
        Assert.AreEqual(6, full.EncoderRuns, "they are in memory");
        string warning = full.Warnings.Single();
        StringAssert.StartsWith(warning, "The outputs of the encoders cannot be kept on disk (");
        StringAssert.EndsWith(warning, "so the training goes on without: beyond 64 MiB in memory, the encoders run again in each epoch.");
        Assert.DoesNotContain("\n", warning);
    }

    [TestMethod]
    public void MemoryHoldsOnlyAsMuchAsItMay()
    {
        string folder = Folder["memory"];
        var small = new FeatureCache(null, 1000) { MaxBytes = 3 * 4064 };
        var disk = new FeatureCache(folder, 1000) { MaxBytes = 3 * 4064 };
        for (int i = 0; i < 10; i++)
        {
            var features = new ClipFeatures([.. Enumerable.Repeat((float)i, 1000)], true, 0);
            small.Keep($"{i}{Key[1..]}", s_identity, features);
            disk.Keep($"{i}{Key[1..]}", s_identity, features);
        }
        for (int i = 0; i < 10; i++)
        {
            Assert.AreEqual(i < 3, small.Find($"{i}{Key[1..]}", s_identity) is not null, $"{i} in memory");
            Assert.AreEqual(i, disk.Find($"{i}{Key[1..]}", s_identity)!.Values[999]);
        }
    }

    /// <summary>Whether the encoders run in every epoch or only in the first one, the features are the same.</summary>
    [TestMethod]
    public void WithoutAnyMemoryTheFeaturesAreTheSame()
    {
        ClipDataset clips = Clips("train", 3, 1);
        TrainingOptions options = Cached with { TrainableSet = TrainableSet.Head, AugmentedViews = 1 };
        using StartingModel model = StartingModel.Open(Small(), null, clips, 1, default);
        using FeatureReader kept = new(model, options, new ClipCache(null)), never = new(model, options, new ClipCache(null)) { MaxMemory = 0 };
        var view = new TrainingView(model.Config.ImageSize);
        for (int round = 0; round < 2; round++)
        {
            foreach (LabeledClip clip in clips.Clips)
            {
                for (int which = 0; which < 2; which++)
                {
                    foreach (LostModality lost in Enum.GetValues<LostModality>())
                        CollectionAssert.AreEqual(never.Read(clip, new(which, lost), view, default).Values, kept.Read(clip, new(which, lost), view, default).Values);
                }
            }
        }
        Assert.AreEqual((18, 18), kept.Counts);
        Assert.AreEqual((36, 0), never.Counts);
    }

    [TestMethod]
    public void TrainingsAtTheSameTimeShareAFolder()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult expected = Train(model, clips, null, "alone", Cached with { CacheFolder = null });
        var results = new TrainingResult[4];
        Parallel.For(0, results.Length, i => results[i] = Train(model, clips, null, $"out {i}", Cached with { Engine = new CpuEngine(1) }));
        foreach (TrainingResult result in results)
            CollectionAssert.AreEqual(expected.Losses.ToArray(), result.Losses.ToArray());
        Assert.HasCount(12, Directory.GetFiles(Folder["cache"], "*", SearchOption.AllDirectories), "temporary files were left behind");
    }
}
