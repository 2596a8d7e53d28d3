using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Streams and recognizers that end, from any thread, in any state.</summary>
[TestClass]
public sealed class StreamDisposeTests
{
    private static readonly TimeSpan s_patience = Wait.Limit;
    private static readonly byte[] s_pixels = LivePlayer.Frame(0);
    private static TinyModel s_model = null!;

    [ClassInitialize]
    public static void CreateModel(TestContext _) => s_model = new TinyModel();

    [ClassCleanup]
    public static void DeleteModel() => s_model.Dispose();

    [TestMethod]
    public void AfterDisposePushesAreIgnoredAndNothingIsRaised()
    {
        using EmotionRecognizer recognizer = Load();
        EmotionStream stream = recognizer.OpenStream();
        int raised = 0;
        stream.FaceFound += (_, _) => raised++;
        stream.EmotionChanged += (_, _) => raised++;
        new LivePlayer(stream).Play(2);
        stream.Dispose();
        stream.Dispose();
        stream.Update();
        stream.Update(TimeSpan.FromSeconds(100));
        Push(stream, 100);
        stream.PushAudio(new float[100], 16000, TimeSpan.FromSeconds(100));
        Assert.AreEqual(0, raised);
        Assert.IsFalse(stream.TryGetLatest(out _));
        Assert.AreEqual(50, stream.Statistics.FramesPushed);
    }

    [TestMethod]
    public void DisposingTheRecognizerEndsItsStreams()
    {
        EmotionRecognizer recognizer = Load();
        EmotionStream[] streams = [recognizer.OpenStream(), recognizer.OpenStream()];
        foreach (EmotionStream stream in streams)
            new LivePlayer(stream).Play(1);
        recognizer.Dispose();
        foreach (EmotionStream stream in streams)
        {
            Push(stream, 5);
            stream.Update();
            Assert.IsFalse(stream.TryGetLatest(out _));
            Assert.IsNull(stream.Fault);
            stream.Dispose();
        }
        Assert.ThrowsExactly<ObjectDisposedException>(() => recognizer.OpenStream());
    }

    [TestMethod]
    public void NoHandlerStartsAfterDisposeHasReturned()
    {
        using EmotionRecognizer recognizer = Load();
        for (int round = 0; round < 200; round++)
        {
            EmotionStream stream = recognizer.OpenStream();
            bool disposed = false, late = false;
            var started = new ManualResetEventSlim();
            // Sound comes and goes with each push of it, so that there is something to raise in every Update.
            EventHandler handler = (_, _) => late |= Volatile.Read(ref disposed);
            stream.AudioFound += handler;
            stream.AudioLost += handler;
            var game = new Thread(() =>
            {
                for (int i = 0; i < 100_000 && !Volatile.Read(ref disposed); i++)
                {
                    stream.PushAudio([0], 16000, TimeSpan.FromSeconds(10 * i));
                    stream.Update();
                    Push(stream, 10 * i + 5);
                    stream.Update();
                    started.Set();
                }
            });
            game.Start();
            started.Wait();
            stream.Dispose();
            Volatile.Write(ref disposed, true);
            Assert.IsTrue(game.Join(s_patience));
            Assert.IsFalse(late);
        }
    }

    [TestMethod]
    public void AHandlerMayDisposeTheStreamOrTheRecognizer()
    {
        foreach (bool all in (bool[])[false, true])
        {
            EmotionRecognizer recognizer = Load();
            EmotionStream stream = recognizer.OpenStream();
            int raised = 0;
            stream.FaceFound += (_, _) =>
            {
                raised++;
                if (all)
                    recognizer.Dispose();
                else
                    stream.Dispose();
            };
            stream.AudioFound += (_, _) => raised++;
            new LivePlayer(stream).Play(1);
            stream.Update();
            Assert.AreEqual(1, raised, "what would have come next is not raised");
            recognizer.Dispose();
        }
    }

    [TestMethod]
    public void DisposeWaitsForTheFinderAndTheFinderMayDispose()
    {
        using EmotionRecognizer recognizer = Load();
        using var inside = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        bool finished = false;
        var slow = new ScriptedFinder
        {
            OnFind = () =>
            {
                inside.Set();
                go.Wait();
                Volatile.Write(ref finished, true);
            },
        };
        EmotionStream stream = recognizer.OpenStream(new() { FaceFinder = slow });
        Push(stream, 1);
        inside.Wait();
        var disposing = new Thread(stream.Dispose);
        disposing.Start();
        Assert.IsFalse(disposing.Join(50));
        go.Set();
        Assert.IsTrue(disposing.Join(s_patience));
        Assert.IsTrue(Volatile.Read(ref finished));
        int calls = slow.Calls;
        Push(stream, 2);
        Assert.AreEqual(calls, slow.Calls);

        EmotionRecognizer other = Load();
        EmotionStream own = null!;
        using var done = new ManualResetEventSlim();
        own = other.OpenStream(new()
        {
            FaceFinder = new ScriptedFinder
            {
                OnFind = () =>
                {
                    own.Dispose();
                    other.Dispose();
                    done.Set();
                },
            },
        });
        Push(own, 1);
        Assert.IsTrue(done.Wait(s_patience));
    }

    [TestMethod]
    public async Task DisposeAsyncWaitsForTheFinderWithoutBlocking()
    {
        using EmotionRecognizer recognizer = Load();
        using ManualResetEventSlim inside = new(), go = new();
        bool finished = false;
        var slow = new ScriptedFinder
        {
            OnFind = () =>
            {
                inside.Set();
                go.Wait(s_patience);
                Volatile.Write(ref finished, true);
            },
        };
        EmotionStream stream = recognizer.OpenStream(new() { FaceFinder = slow });
        Push(stream, 1);
        Assert.IsTrue(inside.Wait(s_patience));
        ValueTask disposing = stream.DisposeAsync();
        Assert.IsFalse(disposing.IsCompleted);
        go.Set();
        await disposing;
        Assert.IsTrue(Volatile.Read(ref finished));
        await stream.DisposeAsync();
        Assert.IsFalse(stream.TryGetLatest(out _));
    }

    // It measures the memory of the whole process.
    [TestMethod]
    [DoNotParallelize]
    public void AThousandStreamsLeakNothing()
    {
        using EmotionRecognizer recognizer = Load();
        var open = new Queue<EmotionStream>();
        for (int i = 0; i < 50; i++)
            Once();
        int threads = System.Diagnostics.Process.GetCurrentProcess().Threads.Count;
        long before = GC.GetTotalMemory(true);
        for (int i = 0; i < 1000; i++)
            Once();
        while (open.TryDequeue(out EmotionStream? stream))
            stream.Dispose();
        long grown = GC.GetTotalMemory(true) - before;
        Assert.IsLessThan(3_000_000, grown, "bytes");
        // Other tests run beside this one.
        Assert.IsLessThan(threads + 40, System.Diagnostics.Process.GetCurrentProcess().Threads.Count);
        using EmotionStream last = recognizer.OpenStream();
        new LivePlayer(last).Play(1, each: r => Assert.IsNotNull(r.Raw));
        Assert.IsTrue(last.TryGetLatest(out _));

        void Once()
        {
            EmotionStream stream = recognizer.OpenStream();
            open.Enqueue(stream);
            for (int f = 0; f < 12; f++)
                Push(stream, 0.05 * f);
            stream.PushAudio(new float[4000], 16000, TimeSpan.Zero);
            stream.Update();
            if (open.Count > 5)
                open.Dequeue().Dispose();
        }
    }

    [TestMethod]
    public void ARecognizerMayBeDisposedWhileThreadsUseItsStreams()
    {
        for (int round = 0; round < 15; round++)
        {
            EmotionRecognizer recognizer = Load();
            int opened = 0, refused = 0;
            Exception? failure = null;
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(n => new Thread(() =>
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        EmotionStream stream = recognizer.OpenStream(new() { FaceFinder = n % 2 == 0 ? null : new ScriptedFinder() });
                        Interlocked.Increment(ref opened);
                        for (int f = 0; f < 20; f++)
                        {
                            Push(stream, 0.1 * f);
                            stream.Update();
                            stream.TryGetLatest(out _);
                        }
                        if (i % 3 != 0)
                            stream.Dispose();
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            }))];
            foreach (Thread thread in threads)
                thread.Start();
            Assert.IsTrue(SpinWait.SpinUntil(() => Volatile.Read(ref opened) > 10, s_patience));
            recognizer.Dispose();
            foreach (Thread thread in threads)
                Assert.IsTrue(thread.Join(s_patience), "A thread hangs.");
            Assert.IsNull(failure, failure?.ToString());
            Assert.AreEqual(4, refused);
        }
    }

    private static void Push(EmotionStream stream, double seconds) =>
        stream.PushFrame(new FrameView(s_pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), TimeSpan.FromSeconds(seconds));

    private static EmotionRecognizer Load() => EmotionRecognizer.Load(s_model.Path, new() { Engine = new CpuEngine(1) });
}
