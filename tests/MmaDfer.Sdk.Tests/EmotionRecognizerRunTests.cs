using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests;

/// <summary>Runs on several threads, cancelled ones, and what they allocate: of the whole process, so nothing else may run.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EmotionRecognizerRunTests
{
    private static TinyModel s_model = null!;

    [ClassInitialize]
    public static void CreateModel(TestContext _) => s_model = new TinyModel();

    [ClassCleanup]
    public static void DeleteModel() => s_model.Dispose();

    [TestMethod]
    public async Task ATokenEndsARunBetweenPhases()
    {
        using var cancellation = new CancellationTokenSource();
        using var engine = new FaultyEngine("test") { HasDriver = false };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = engine });
        Clip clip = RecognizerClips.Read(recognizer, 16);
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
        Clip clip = RecognizerClips.Read(recognizer, 16);
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
        Assert.AreEqual(1, RecognizerClips.Sum((await first).Probabilities), 1e-5);
        Assert.AreEqual(1, RecognizerClips.Sum(recognizer.Recognize(clip).Probabilities), 1e-5);
    }

    [TestMethod]
    public async Task DisposingAsynchronouslyDoesNotBlockTheCaller()
    {
        using var engine = new FaultyEngine("test") { HasDriver = false, OnRun = _ => Fault.Hang };
        EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = engine });
        Clip clip = RecognizerClips.Read(recognizer, 16);
        Task<EmotionPrediction> run = recognizer.RecognizeAsync(clip);
        Wait.Until(() => engine.Runs == 1);
        ValueTask disposed = recognizer.DisposeAsync();
        Assert.IsFalse(disposed.IsCompleted, "The run has not ended.");
        engine.Release();
        await disposed;
        Assert.AreEqual(1, RecognizerClips.Sum((await run).Probabilities), 1e-5);
        Assert.ThrowsExactly<ObjectDisposedException>(() => recognizer.Recognize(clip));
        Assert.AreEqual(0, engine.OpenSessions);
        await recognizer.DisposeAsync();
    }

    [TestMethod]
    public void ManyThreadsGetThePredictionsOfOne()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(s_model.Path, new() { Engine = new CpuEngine(2) });
        Clip[] clips = [.. Enumerable.Range(1, 8).Select(n => RecognizerClips.Read(recognizer, n * 5, seed: n))];
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
            Clip clip = RecognizerClips.Read(recognizer, 16);
            int answered = 0, refused = 0;
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        Assert.AreEqual(1, RecognizerClips.Sum(recognizer.Recognize(clip).Probabilities), 1e-5);
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
        Clip clip = RecognizerClips.Read(recognizer, 40);
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
        Clip clip = RecognizerClips.Read(recognizer, 16);
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
}
