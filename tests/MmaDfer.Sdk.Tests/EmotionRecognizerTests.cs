using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests;

// Some of these tests measure allocations of the whole process.
[TestClass]
[DoNotParallelize]
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

        EmotionPrediction prediction = recognizer.Recognize(Clip(recognizer, 40));
        Assert.AreEqual(7, prediction.Probabilities.Length);
        Assert.AreEqual(1, Sum(prediction.Probabilities), 1e-5);
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
        using FakeAudio audio = Audio();
        EmotionPrediction voice = recognizer.Recognize(null, audio);
        Assert.IsFalse(voice.HasFrames);
        Assert.IsTrue(voice.HasAudio);
        using NoiseFrames frames = Frames(20);
        EmotionPrediction face = recognizer.Recognize(frames, null);
        Assert.IsTrue(face.HasFrames);
        Assert.IsFalse(face.HasAudio);
        Assert.ThrowsExactly<ArgumentException>(() => recognizer.Recognize(null, null));
    }

    [TestMethod]
    public void TwoClipsAreTheMeanOfTheirProbabilities()
    {
        using EmotionRecognizer one = EmotionRecognizer.Load(s_model.Path);
        using EmotionRecognizer two = EmotionRecognizer.Load(s_model.Path, new() { TwoClip = true });
        Clip clip = Clip(two, 40);
        Assert.AreEqual(2, clip.Views);
        EmotionPrediction mean = two.Recognize(clip);
        float[] expected = new float[7];
        for (int view = 0; view < 2; view++)
        {
            int[] indices = [.. Enumerable.Range(0, 16).Select(k => (int)(40 / 16.0 * (k + (view == 0 ? 0.25 : 0.75))))];
            using NoiseFrames frames = Frames(40, indices);
            using FakeAudio audio = Audio();
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
            fromFile.Recognize(Clip(fromFile, 16)).Logits.ToArray(), fromStream.Recognize(Clip(fromStream, 16)).Logits.ToArray());
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
        using NoiseFrames frames = Frames(16);
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => recognizer.RecognizeAsync(frames, null, cancellation.Token));
        using NoiseFrames again = Frames(16);
        EmotionPrediction prediction = await recognizer.RecognizeAsync(again, null);
        Assert.IsTrue(prediction.HasFrames);
    }

    [TestMethod]
    public async Task ATokenEndsARunBetweenPhases()
    {
        using var cancellation = new CancellationTokenSource();
        using var engine = new FaultyEngine("test") { HasDriver = false };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = engine });
        Clip clip = Clip(recognizer, 16);
        float[] expected = recognizer.Recognize(clip).Logits.ToArray();
        int before = engine.Runs;
        // The token is cancelled when the run has begun.
        engine.OnRun = _ => { cancellation.Cancel(); return Fault.None; };
        Assert.ThrowsExactly<OperationCanceledException>(() => recognizer.Recognize(clip, cancellation.Token));
        Assert.AreEqual(before + 1, engine.Runs);
        Assert.Throws<OperationCanceledException>(() => recognizer.Recognize(clip, cancellation.Token));
        Assert.AreEqual(before + 1, engine.Runs, "With a cancelled token, no run begins.");
        CollectionAssert.AreEqual(expected, (await recognizer.RecognizeAsync(clip)).Logits.ToArray());
    }

    [TestMethod]
    public async Task ATokenEndsWaitingForAnotherRun()
    {
        using var engine = new FaultyEngine("test") { HasDriver = false, OnRun = run => run == 1 ? Fault.Hang : Fault.None };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = engine });
        Clip clip = Clip(recognizer, 16);
        Task<EmotionPrediction> first = recognizer.RecognizeAsync(clip);
        Wait.Until(() => engine.Runs == 1);
        using var cancellation = new CancellationTokenSource();
        bool cancelled = false, adapterCancelled = false;
        var second = new Thread(() => cancelled = IsCancelled(() => recognizer.Recognize(clip, cancellation.Token)));
        var third = new Thread(() => adapterCancelled = IsCancelled(() => recognizer.SetAdapterAsync(null, cancellation.Token).GetAwaiter().GetResult()));
        second.Start();
        third.Start();
        Wait.Until(() => second.ThreadState.HasFlag(ThreadState.WaitSleepJoin) && third.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        cancellation.Cancel();
        Assert.IsTrue(second.Join(Wait.Limit) && third.Join(Wait.Limit));
        Assert.IsTrue(cancelled && adapterCancelled);
        Assert.IsFalse(first.IsCompleted);
        engine.Release();
        Assert.AreEqual(1, Sum((await first).Probabilities), 1e-5);
        Assert.AreEqual(1, Sum(recognizer.Recognize(clip).Probabilities), 1e-5);
    }

    [TestMethod]
    public async Task DisposingAsynchronouslyDoesNotBlockTheCaller()
    {
        using var engine = new FaultyEngine("test") { HasDriver = false, OnRun = _ => Fault.Hang };
        EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = engine });
        Clip clip = Clip(recognizer, 16);
        Task<EmotionPrediction> run = recognizer.RecognizeAsync(clip);
        Wait.Until(() => engine.Runs == 1);
        ValueTask disposed = recognizer.DisposeAsync();
        Assert.IsFalse(disposed.IsCompleted, "The run has not ended.");
        engine.Release();
        await disposed;
        Assert.AreEqual(1, Sum((await run).Probabilities), 1e-5);
        Assert.ThrowsExactly<ObjectDisposedException>(() => recognizer.Recognize(clip));
        Assert.AreEqual(0, engine.OpenSessions);
        await recognizer.DisposeAsync();
    }

    [TestMethod]
    public void ManyThreadsGetThePredictionsOfOne()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = new CpuEngine(2) });
        Clip[] clips = [.. Enumerable.Range(1, 8).Select(n => Clip(recognizer, n * 5, seed: n))];
        float[][] expected = [.. clips.Select(c => recognizer.Recognize(c).Logits.ToArray())];
        Assert.IsFalse(expected[0].SequenceEqual(expected[1]), "The clips must differ for this test to mean anything.");
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            CollectionAssert.AreEqual(expected[i % 8], recognizer.Recognize(clips[i % 8]).Logits.ToArray()));
    }

    [TestMethod]
    public void DisposingDuringRunsIsSafe()
    {
        for (int round = 0; round < 10; round++)
        {
            EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = new CpuEngine(2) });
            Clip clip = Clip(recognizer, 16);
            int answered = 0, refused = 0;
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        Assert.AreEqual(1, Sum(recognizer.Recognize(clip).Probabilities), 1e-5);
                        Interlocked.Increment(ref answered);
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }))];
            foreach (Thread thread in threads)
                thread.Start();
            Wait.Until(() => Volatile.Read(ref answered) > 3);
            recognizer.Dispose();
            recognizer.Dispose();
            foreach (Thread thread in threads)
                Assert.IsTrue(thread.Join(Wait.Limit), "A thread hangs.");
            Assert.AreEqual(4, refused);
        }
    }

    [TestMethod]
    public void RecognisingAllocatesThePredictionAndNothingElse()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = new CpuEngine(1) });
        Clip clip = Clip(recognizer, 40);
        EmotionPrediction? last = null;
        long prediction = Allocated(() => last =
            new EmotionPrediction(recognizer.Labels, new float[7], new float[7], default, default, true, true));
        long run = Allocated(() => last = recognizer.Recognize(clip));
        Assert.IsNotNull(last);
        Assert.IsTrue(prediction > 0);
        Assert.AreEqual(prediction, run);
    }

    [TestMethod]
    public void AllThreadsTogetherAllocateNothingInARun()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = new CpuEngine(3) });
        Clip clip = Clip(recognizer, 16);
        for (int i = 0; i < 20; i++)
            recognizer.Recognize(clip);
        // The test host has threads of its own, so the least of several tries counts.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            EmotionPrediction prediction = recognizer.Recognize(clip);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            GC.KeepAlive(prediction);
        }
        Assert.IsTrue(least <= 400, $"A run of three threads allocated {least} bytes; a prediction takes less than 400.");
    }

    [TestMethod]
    public void AClipOfAnotherSizeIsRefused()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path);
        using NoiseFrames frames = Frames(3);
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
        var error = Assert.ThrowsExactly<ModelFileException>(() => recognizer.Recognize(Clip(recognizer, 3)));
        StringAssert.Contains(error.Message, "not a number");
    }

    [TestMethod]
    public void AnUntrainedNetworkIsMarkedAsUntrained()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.CreateUntrained(16, ["good", "bad"]);
        Assert.AreEqual(false, recognizer.IsTrained);
        using FakeAudio audio = Audio();
        Assert.AreEqual(2, recognizer.Recognize(null, audio).Labels.Count);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => EmotionRecognizer.CreateUntrained(100));
        Assert.ThrowsExactly<ArgumentException>(() => EmotionRecognizer.CreateUntrained(16, ["good", "good"]));
    }

    private static bool IsCancelled(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static long Allocated(Action action)
    {
        for (int i = 0; i < 50; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
    }

    private static Clip Clip(EmotionRecognizer recognizer, int count, int seed = 0)
    {
        using NoiseFrames frames = Frames(count, seed: seed);
        using FakeAudio audio = Audio();
        return recognizer.ReadClip(frames, audio);
    }

    /// <summary>The frames of a made-up clip, or those with the given indices.</summary>
    private static NoiseFrames Frames(int count, int[]? indices = null, int seed = 0) =>
        new(indices ?? [.. Enumerable.Range(0, count)], seed);

    private static FakeAudio Audio() =>
        new([.. Enumerable.Range(0, 16000).Select(i => 0.3f * MathF.Sin(i * 0.07f) * MathF.Sin(i * 0.0011f))]);

    private static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
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
