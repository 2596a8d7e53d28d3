using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tests.Clips;

namespace MmaDfer.Sdk.Tests;

[TestClass]
public sealed class EmotionRecognizerTests
{
    private static TinyModel s_model = null!;

    [ClassInitialize]
    public static void CreateModel(TestContext _) => s_model = new TinyModel();

    [ClassCleanup]
    public static void DeleteModel() => s_model.Dispose();

    [TestMethod]
    public void APredictionIsComplete()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path);
        Assert.AreEqual(32, recognizer.ImageSize);
        Assert.AreEqual("cpu", recognizer.Engine.Name);
        Assert.AreEqual(false, recognizer.IsTrained);
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToList(), recognizer.Labels.ToList());

        EmotionPrediction prediction = recognizer.Recognize(RecognizerClips.Read(recognizer, 40));
        Assert.AreEqual(7, prediction.Probabilities.Length);
        Assert.AreEqual(1, RecognizerClips.Sum(prediction.Probabilities), 1e-5);
        Assert.AreEqual(prediction.Confidence, prediction[prediction.Label]);
        Assert.AreEqual(prediction.Probabilities.ToArray().Max(), prediction.Confidence);
        Assert.AreEqual(prediction.Labels[Array.IndexOf(prediction.Logits.ToArray(), prediction.Logits.ToArray().Max())], prediction.Label);
        Assert.IsTrue(prediction.HasAudio && prediction.HasFrames);
        Assert.AreEqual(TimeSpan.Zero, prediction.Start);
        Assert.AreEqual(1.6, prediction.End.TotalSeconds, 1e-6);
        Assert.AreEqual(0, prediction["no such emotion"]);
    }

    [TestMethod]
    public void MissingFramesOrAudioAreFlagsNotErrors()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path);
        using FakeAudio audio = RecognizerClips.Audio();
        EmotionPrediction audioOnly = recognizer.Recognize(null, audio);
        Assert.IsFalse(audioOnly.HasFrames);
        Assert.IsTrue(audioOnly.HasAudio);
        using NoiseFrames frames = RecognizerClips.Frames(20);
        EmotionPrediction framesOnly = recognizer.Recognize(frames, null);
        Assert.IsTrue(framesOnly.HasFrames);
        Assert.IsFalse(framesOnly.HasAudio);
        Assert.ThrowsExactly<ArgumentException>(() => recognizer.Recognize(null, null));
    }

    [TestMethod]
    public void TwoClipsAreTheMeanOfTheirProbabilities()
    {
        using EmotionRecognizer one = EmotionRecognizer.Load(s_model.Path);
        using EmotionRecognizer two = EmotionRecognizer.Load(s_model.Path, new() { TwoClip = true });
        Clip clip = RecognizerClips.Read(two, 40);
        Assert.AreEqual(2, clip.Views);
        EmotionPrediction mean = two.Recognize(clip);
        float[] expected = new float[7];
        for (int view = 0; view < 2; view++)
        {
            int[] indices = [.. Enumerable.Range(0, 16).Select(k => (int)(40 / 16.0 * (k + (view == 0 ? 0.25 : 0.75))))];
            using NoiseFrames frames = RecognizerClips.Frames(40, indices);
            using FakeAudio audio = RecognizerClips.Audio();
            EmotionPrediction part = one.Recognize(frames, audio);
            for (int i = 0; i < 7; i++)
                expected[i] += part.Probabilities[i] / 2;
        }
        Conformance.Closeness.Assert(expected, mean.Probabilities, 1e-6, "two clips");
        Assert.AreEqual(MathF.Log(mean.Probabilities[3]), mean.Logits[3], 1e-5f);
    }

    [TestMethod]
    public void AModelLoadsFromAStream()
    {
        using EmotionRecognizer fromFile = EmotionRecognizer.Load(s_model.Path);
        byte[] archive = [1, 2, 3, .. File.ReadAllBytes(s_model.Path)];
        using var stream = new MemoryStream(archive) { Position = 3 };
        using EmotionRecognizer fromStream = EmotionRecognizer.Load(stream);
        CollectionAssert.AreEqual(
            fromFile.Recognize(RecognizerClips.Read(fromFile, 16)).Logits.ToArray(), fromStream.Recognize(RecognizerClips.Read(fromStream, 16)).Logits.ToArray());
    }

    [TestMethod]
    public async Task LoadingReportsProgressAndCanBeCancelled()
    {
        var progress = new Reports();
        using (EmotionRecognizer recognizer = await EmotionRecognizer.LoadAsync(s_model.Path, progress: progress))
            Assert.AreEqual(7, recognizer.Labels.Count);
        Assert.AreEqual(1.0, progress.Last, 1e-9);
        Assert.IsTrue(progress.Count > 10);

        using var cancellation = new CancellationTokenSource();
        var cancelling = new Reports(cancellation.Cancel);
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => EmotionRecognizer.LoadAsync(s_model.Path, progress: cancelling, cancellationToken: cancellation.Token));
    }

    [TestMethod]
    public async Task RecognisingCanBeCancelled()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        using NoiseFrames frames = RecognizerClips.Frames(16);
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => recognizer.RecognizeAsync(frames, null, cancellation.Token));
        using NoiseFrames again = RecognizerClips.Frames(16);
        EmotionPrediction prediction = await recognizer.RecognizeAsync(again, null);
        Assert.IsTrue(prediction.HasFrames);
    }

    [TestMethod]
    public void AClipOfAnotherSizeIsRefused()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path);
        using NoiseFrames frames = RecognizerClips.Frames(3);
        Clip other = ClipReader.Read(frames, null, 48, twoClip: false, default);
        var error = Assert.ThrowsExactly<ArgumentException>(() => recognizer.Recognize(other));
        StringAssert.Contains(error.Message, "48 pixels, but this model needs 32");
    }

    [TestMethod]
    public void FilesThatAreNotModelsAreRefused()
    {
        Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(Path.Combine(Path.GetTempPath(), "no such file.safetensors")));
        Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(""));
        using var empty = new MemoryStream();
        Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(empty));
    }

    [TestMethod]
    public void ALogitThatIsNotANumberIsAnError()
    {
        byte[] bytes = File.ReadAllBytes(s_model.Path);
        int header = BitConverter.ToInt32(bytes, 0) + 8;
        string names = System.Text.Encoding.UTF8.GetString(bytes, 8, header - 8);
        int at = names.IndexOf("\"our_classifier.bias\"", StringComparison.Ordinal);
        string offsets = names[names.IndexOf("data_offsets", at, StringComparison.Ordinal)..];
        int start = header + int.Parse(offsets[(offsets.IndexOf('[', StringComparison.Ordinal) + 1)..offsets.IndexOf(',', StringComparison.Ordinal)]);
        BitConverter.TryWriteBytes(bytes.AsSpan(start), float.NaN);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(new MemoryStream(bytes));
        var error = Assert.ThrowsExactly<ModelFileException>(() => recognizer.Recognize(RecognizerClips.Read(recognizer, 3)));
        StringAssert.Contains(error.Message, "not a number");
    }

    [TestMethod]
    public void AnUntrainedNetworkIsMarkedAsUntrained()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.CreateUntrained(16, ["good", "bad"]);
        Assert.AreEqual(false, recognizer.IsTrained);
        using FakeAudio audio = RecognizerClips.Audio();
        Assert.AreEqual(2, recognizer.Recognize(null, audio).Labels.Count);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => EmotionRecognizer.CreateUntrained(100));
        Assert.ThrowsExactly<ArgumentException>(() => EmotionRecognizer.CreateUntrained(16, ["good", "good"]));
    }

    private sealed class Reports(Action? onFirst = null) : IProgress<double>
    {
        private int _count;

        public int Count => _count;

        public double Last { get; private set; }

        public void Report(double value)
        {
            if (Interlocked.Increment(ref _count) == 1)
                onFirst?.Invoke();
            lock (this)
                Last = Math.Max(Last, value);
        }
    }
}
