using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Clips;

[TestClass]
public sealed class ClipReaderTests
{
    private const int Size = 16;

    [TestMethod]
    public void FramesAndAudioMakeAClip()
    {
        Clip clip = Read(new FakeFrames(50), Tone(TimeSpan.FromSeconds(-0.5)), twoClip: true);
        Assert.AreEqual(Size, clip.ImageSize);
        Assert.AreEqual(50, clip.FrameCount);
        Assert.AreEqual(2, clip.Views);
        Assert.IsTrue(clip.HasFrames);
        Assert.IsTrue(clip.HasAudio);
        Assert.AreEqual(TimeSpan.FromSeconds(-0.5), clip.Start);
        Assert.AreEqual(TimeSpan.FromSeconds(2), clip.End);
        Assert.AreEqual(512 * 128, clip.Spectrogram.Length);
    }

    [TestMethod]
    public void WarningsOfTheSourcesAreInThePrediction()
    {
        Assert.IsEmpty(Read(new FakeFrames(20), Tone(), twoClip: false).Warnings);
        var frames = new FakeFrames(20) { WarningsAtEnd = ["The file is cut.", "The frames are guessed."] };
        var audio = new FakeAudio([.. Enumerable.Range(0, 16000).Select(i => 0.1f * MathF.Sin(i))]) { WarningsAtEnd = ["The file is cut."] };
        Clip clip = Read(frames, audio, twoClip: false);
        string[] expected = ["The file is cut.", "The frames are guessed."];
        CollectionAssert.AreEqual(expected, clip.Warnings.ToArray());
        EmotionPrediction prediction = EmotionPrediction.Of(clip, ["one", "two"], null);
        CollectionAssert.AreEqual(expected, prediction.Warnings.ToArray());
    }

    [TestMethod]
    public void SilentAudioIsComputedAsPublishedAndSaid()
    {
        Clip clip = Read(new FakeFrames(20), new FakeAudio(new float[16000]), twoClip: false);
        Assert.IsTrue(clip.HasAudio);
        float[] expected = new float[Spectrogram.Length];
        Spectrogram.Write(new LogMel(16000), new float[16000], expected);
        CollectionAssert.AreEqual(expected, clip.Spectrogram.ToArray());
        Assert.HasCount(1, clip.Warnings);
        StringAssert.Contains(clip.Warnings[0], "only zeros");
        // Half a step of 16 bits up and down is no voice either; 0.001 is.
        Clip last = Read(new FakeFrames(20), new FakeAudio([.. Enumerable.Range(0, 16000).Select(i => i % 7 == 0 ? 3e-5f : 0)]), twoClip: false);
        StringAssert.Contains(last.Warnings.Single(), "nothing louder than -80 dB");
        Assert.IsEmpty(Read(new FakeFrames(20), new FakeAudio([.. Enumerable.Range(0, 16000).Select(i => i % 7 == 0 ? 1e-3f : 0)]), twoClip: false).Warnings);
    }

    [TestMethod]
    public void SilenceAloneIsRefused()
    {
        MediaException e = Assert.ThrowsExactly<MediaException>(() => Read(null, new FakeAudio(new float[16000])));
        StringAssert.Contains(e.Message, "only zeros");
        StringAssert.Contains(e.Message, "a clip needs frames or audio");
    }

    [TestMethod]
    public void FramesArePlanesOfTheChosenBytes()
    {
        Clip clip = Read(new FakeFrames(600), null, twoClip: true);
        float[] values = new float[16 * 3 * Size * Size];
        int[] indices = new int[16];
        for (int view = 0; view < 2; view++)
        {
            FrameChoice.TwoClip(600, view, indices);
            clip.WriteFrames(view, values);
            for (int i = 0; i < values.Length; i++)
            {
                int frame = indices[i / (3 * Size * Size)], channel = i / (Size * Size) % 3;
                Assert.AreEqual((byte)(frame >> (8 * channel)) / 255f, values[i]);
            }
        }
    }

    [TestMethod]
    public void WithoutFramesTheyAreBlack()
    {
        Clip clip = Read(null, Tone(), twoClip: true);
        Assert.IsFalse(clip.HasFrames);
        Assert.AreEqual(0, clip.FrameCount);
        Assert.AreEqual(1, clip.Views);
        Assert.AreEqual(TimeSpan.FromSeconds(1), clip.End);
        float[] values = new float[16 * 3 * Size * Size];
        values.AsSpan().Fill(9);
        clip.WriteFrames(0, values);
        Assert.AreEqual(-1, values.AsSpan().IndexOfAnyExcept(0f));
    }

    [TestMethod]
    public void TooShortAudioIsNoAudio()
    {
        float[] silence = new float[Spectrogram.Length];
        Spectrogram.WriteSilence(silence);
        foreach (FakeAudio? audio in new[] { null, new FakeAudio(new float[399]) })
        {
            Clip clip = Read(new FakeFrames(3), audio);
            Assert.IsFalse(clip.HasAudio);
            CollectionAssert.AreEqual(silence, clip.Spectrogram.ToArray());
            Assert.AreEqual(TimeSpan.FromMilliseconds(120), clip.End);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(399)]
    public void AClipWithoutFramesAndAudioIsRefused(int samples)
    {
        MediaException e = Assert.ThrowsExactly<MediaException>(() => Read(null, new FakeAudio(new float[samples])));
        StringAssert.Contains(e.Message, "a clip needs frames or audio");
    }

    [TestMethod]
    public void NothingAtAllIsAMistakeOfTheCaller() =>
        Assert.ThrowsExactly<ArgumentException>(() => Read(null, null));

    [TestMethod]
    public void RoomOfAnotherSizeIsRefused()
    {
        Clip clip = Read(new FakeFrames(3), null);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => clip.WriteFrames(0, new float[16 * 3 * Size * Size - 1]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => clip.WriteFrames(1, new float[16 * 3 * Size * Size]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => clip.WriteFrames(-1, new float[16 * 3 * Size * Size]));
    }

    [TestMethod]
    public void WritingFramesAllocatesNothing()
    {
        Clip clip = Read(new FakeFrames(20), null);
        float[] values = new float[16 * 3 * Size * Size];
        Assert.AreEqual(0, Allocation.Least(() => clip.WriteFrames(0, values)));
    }

    private static FakeAudio Tone(TimeSpan start = default) =>
        new([.. Enumerable.Range(0, 16000).Select(i => MathF.Sin(i * 0.1f))]) { StartTime = start };

    private static Clip Read(FakeFrames? frames, FakeAudio? audio, bool twoClip = false) =>
        ClipReader.Read(frames, audio, Size, twoClip, CancellationToken.None);
}
