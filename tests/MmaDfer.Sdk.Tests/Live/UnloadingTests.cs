using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>What is left undisposed is not kept: neither by the SDK's threads nor when an editor unloads a game's code.</summary>
[TestClass]
public sealed class UnloadingTests
{
    private readonly TinyModel _model = new();

    [TestCleanup]
    public void Delete() => _model.Dispose();

    [TestMethod]
    [DataRow(true, DisplayName = "the SDK in the game's context")]
    [DataRow(false, DisplayName = "the SDK in the editor's context")]
    public void AContextIsCollectedThoughNothingWasDisposed(bool withSdk) => CollectAll(PlayAndUnload(withSdk, _model.Path), "The context stays.");

    [TestMethod]
    public void AContextThatIsUsedStays()
    {
        var context = new GameContext(withSdk: true);
        Assert.AreEqual("game", context.Call("Play", _model.Path));
        for (int i = 0; i < 3; i++)
            Collect();
        // Once more, from the same static fields.
        Assert.AreEqual("game", context.Call("Play", _model.Path));
        context.Unload();
    }

    [TestMethod]
    public void AStreamThatIsUsedGoesOn()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(2) });
        using EmotionStream stream = recognizer.OpenStream();
        var player = new LivePlayer(stream);
        for (int second = 1; second <= 4; second++)
        {
            Collect();
            player.Play(1);
            Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
            Assert.AreEqual(second, reading.Time.TotalSeconds, 0.3);
        }
    }

    [TestMethod]
    public void ADroppedStreamEndsAndTheThreadsWithTheLast()
    {
        var options = new EmotionRecognizerOptions { Engine = new CpuEngine(1) };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, options);
        using LoadedNetwork network = LoadedNetwork.Load(() => ModelFile.Open(_model.Path), options, null, default);
        using var workers = new LiveWorkers(network, twoClip: false);
        using var kept = new EmotionStream(recognizer, new EmotionStreamOptions(), workers, _ => { });
        CollectAll(Drop(recognizer, workers), "The dropped stream stays.");
        Assert.IsTrue(workers.IsRunning);
        new LivePlayer(kept).Play(1);
        Assert.IsTrue(kept.TryGetLatest(out _), "the other one goes on");
        kept.Dispose();
        Wait.Until(() => !workers.IsRunning, "The threads stay.");
        CollectAll(Drop(recognizer, workers), "The last stream stays.");
        Wait.Until(() => !workers.IsRunning, "The threads stay.");
    }

    [TestMethod]
    public void ThreadsOfADroppedRecognizerEnd() => CollectAll(DropTeam(), "The threads of the engine stay.");

    /// <summary>On a thread of its own, whose stack goes with it.</summary>
    private static WeakReference PlayAndUnload(bool withSdk, string model)
    {
        object? played = null;
        WeakReference? weak = null;
        var game = new Thread(() =>
        {
            var context = new GameContext(withSdk);
            weak = new WeakReference(context);
            played = context.Call("Play", model);
            context.Unload();
        });
        game.UnsafeStart();
        game.Join();
        Assert.AreEqual(withSdk ? "game" : "Default", played);
        return weak!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Drop(EmotionRecognizer recognizer, LiveWorkers workers)
    {
        var stream = new EmotionStream(recognizer, new EmotionStreamOptions(), workers, _ => { });
        stream.EmotionChanged += (_, _) => Assert.IsNotNull(stream);
        new LivePlayer(stream).Play(1);
        Assert.IsTrue(stream.TryGetLatest(out _));
        return new WeakReference(stream);
    }

    /// <summary>The threads hold the team.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference DropTeam()
    {
        Session session = new CpuEngine(3).Prepare(ops =>
        {
            Value x = ops.Input("x", new Shape(1, 2));
            ops.Output("y", ops.Add(x, x));
        });
        session.Run();
        return new WeakReference(typeof(CpuSession).GetField("_team", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(session));
    }

    private static void CollectAll(WeakReference gone, string otherwise) => Wait.Until(
        () =>
        {
            Collect();
            return !gone.IsAlive;
        },
        otherwise);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>A context that can be unloaded, with this assembly once more, and with or without an SDK of its own.</summary>
    private sealed class GameContext(bool withSdk) : AssemblyLoadContext("game", isCollectible: true)
    {
        public object? Call(string method, string model) => LoadFromAssemblyPath(typeof(ReloadedGame).Assembly.Location)
            .GetType(typeof(ReloadedGame).FullName!)!.GetMethod(method)!.Invoke(null, [model]);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            withSdk && assemblyName.Name == "MmaDfer.Sdk" ? LoadFromAssemblyPath(typeof(EmotionRecognizer).Assembly.Location) : null;
    }
}
