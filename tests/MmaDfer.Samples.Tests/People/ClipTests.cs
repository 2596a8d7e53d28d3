using System.Security.Cryptography;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.Expressions;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.People;

[TestClass]
public sealed class ClipTests
{
    private static readonly PeopleSettings Small = new() { Size = 48, FramesPerSecond = 4, Seconds = 1, Identities = 20 };

    [TestMethod]
    public void TheSameSeedMakesTheSameClipAndAnotherSeedAnother()
    {
        using var folder = new TemporaryFolder();
        Head head = TinyHead.Read(folder["kit"]);
        PeopleClip first = new ClipMaker(head, Small).Make(3), again = new ClipMaker(head, Small).Make(3);
        Assert.HasCount(4, first.Clip.Frames);
        for (int i = 0; i < 4; i++)
        {
            CollectionAssert.AreEqual(first.Clip.Frames[i], again.Clip.Frames[i]);
            CollectionAssert.AreEqual(first.Weights[i], again.Weights[i]);
        }
        CollectionAssert.AreEqual(first.Clip.Samples, again.Clip.Samples);
        PeopleClip other = new ClipMaker(head, Small with { Seed = 2 }).Make(3);
        CollectionAssert.AreNotEqual(first.Clip.Frames[0], other.Clip.Frames[0]);
        CollectionAssert.AreNotEqual(first.Clip.Samples, other.Clip.Samples);
    }

    /// <summary>Made on x64 with AVX-512, and the same with all vector instructions off; never run on Arm.</summary>
    [TestMethod]
    public void TheBytesAreThoseOfOtherMachines()
    {
        using var folder = new TemporaryFolder();
        var maker = new ClipMaker(TinyHead.Read(folder["kit"]), Small);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 4; i++)
        {
            SyntheticClip clip = maker.Make(i).Clip;
            foreach (byte[] frame in clip.Frames)
                hash.AppendData(frame);
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(clip.Samples));
        }
        Assert.AreEqual("13d0f03a6de0e85e", Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    [TestMethod]
    public void APersonStandsBeforeTheBackground()
    {
        using var folder = new TemporaryFolder();
        var maker = new ClipMaker(TinyHead.Read(folder["kit"]), Small);
        int different = 0;
        for (int i = 0; i < 10; i++)
        {
            byte[] frame = maker.Make(i).Clip.Frames[0];
            Assert.IsGreaterThan(20, frame.Distinct().Count());
            different += Math.Abs(frame[3 * ((24 * 48) + 24)] - frame[0]) > 8 ? 1 : 0;
        }
        Assert.IsGreaterThan(5, different);
    }

    [TestMethod]
    [DataRow(Emotion.Happiness, "mouthSmile")]
    [DataRow(Emotion.Anger, "browDown")]
    [DataRow(Emotion.Surprise, "jawOpen")]
    public void EmotionsMoveTheirShapes(Emotion emotion, string shape)
    {
        using var folder = new TemporaryFolder();
        Head head = FaceKitFolder.Read(TinyHead.Write(folder["kit"]));
        var names = new ShapeNames(head);
        Assert.IsGreaterThan(Mean(Emotion.Neutral) + 0.15f, Mean(emotion));

        float Mean(Emotion shown)
        {
            float sum = 0;
            float[] weights = new float[names.Total];
            for (int i = 0; i < 40; i++)
            {
                var acting = new Acting(names, Person.Of(i), shown, Draw.Face.Of(1, i), Draw.Blinks.Of(1, i), 2);
                acting.At(acting.Peak, 0, 0, 0, weights);
                Assert.IsTrue(weights.All(w => w is >= 0 and <= 1.8f));
                sum += names.Of(shape, weights) / 40;
            }
            return sum;
        }
    }

    [TestMethod]
    public void PeopleCoverTonesAgesAndAppearances()
    {
        Person[] people = [.. Enumerable.Range(0, 1000).Select(Person.Of)];
        foreach (IGrouping<int, Person> tone in people.GroupBy(p => p.ToneStep))
            Assert.IsTrue(tone.Count() is > 60 and < 150, $"tone {tone.Key}: {tone.Count()}");
        Assert.AreEqual(10, people.Select(p => p.ToneStep).Distinct().Count());
        Assert.IsTrue(people.All(p => p.Age is >= 18 and < 80));
        Assert.IsGreaterThan(150, people.Count(p => p.Age > 55));
        foreach (string appearance in (string[])["female", "male"])
            Assert.IsTrue(people.Count(p => p.AppearanceName == appearance) is > 300 and < 560, appearance);
        Assert.AreEqual(Person.Of(7).Weights[3], people[7].Weights[3]);
    }

    /// <summary>With the real head, which is not in the repository.</summary>
    [TestMethod]
    public void TheRealHeadIsReadAndDrawn()
    {
        if (Environment.GetEnvironmentVariable("MMADFER_FACEKIT") is not { Length: > 0 } clone)
        {
            Assert.Inconclusive($"SKIPPED: MMADFER_FACEKIT does not name a clone of FaceKit. {FaceKitFolder.Where}");
            return;
        }
        Head head = HeadCache.Open(Path.Combine(Path.GetTempPath(), "mmadfer-people"), "facekit", FaceKitFolder.Files(clone), () => FaceKitFolder.Read(clone));
        Assert.AreEqual(26719, head.Count);
        Assert.HasCount(53, head.Shapes);
        Assert.HasCount(100, head.Identities);
        PeopleClip clip = new ClipMaker(head, Small).Make(0);
        Assert.HasCount(53, clip.Weights[0]);
        Assert.IsGreaterThan(40, clip.Clip.Frames[0].Distinct().Count());
    }
}
