using System.Diagnostics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Engines.Onnx;

/// <summary>What is particular to ONNX Runtime. Some of these tests measure the whole process.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OnnxEngineTests
{
    private static readonly MmaDferNetwork s_network = new(TinyModel.Config, new DrawnWeights(TinyModel.Config, 1));

    [TestMethod]
    public void ARunAllocatesNothing()
    {
        using Session session = Prepare(RequiredEngines.Create(EngineNames.OnnxCpu));
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                session.Input(MmaDferNetwork.AudioInput)[0] = i;
                session.Run();
                _ = session.Output(MmaDferNetwork.LogitsOutput)[0];
            }
        }));
    }

    [TestMethod]
    public void ACanceledRunEndsBetweenOperators()
    {
        var fixture = new OpFixture(RequiredEngines.Create(EngineNames.OnnxCpu, threads: 1));
        fixture.AddWeight("w", 512, 512);
        using Session session = fixture.Engine.Prepare(ops =>
        {
            Value x = ops.Input("x", new Shape(512, 512));
            for (int i = 0; i < 100; i++)
                x = ops.Gelu(ops.Linear(x, fixture.Weight("w"), null));
            ops.Output("y", x);
        });
        session.Run();
        long start = Stopwatch.GetTimestamp();
        session.Run();
        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        // A busy machine may run the two threads one after the other: one try of several must come in between.
        bool endedEarly = false;
        for (int attempt = 0; attempt < 20 && !endedEarly; attempt++)
        {
            using var source = new CancellationTokenSource();
            start = Stopwatch.GetTimestamp();
            source.CancelAfter(whole / 4);
            try
            {
                session.Run(source.Token);
            }
            catch (OperationCanceledException)
            {
                endedEarly = Stopwatch.GetElapsedTime(start) < 0.8 * whole;
            }
        }
        Assert.IsTrue(endedEarly, $"No run of {whole.TotalMilliseconds} ms ended early.");
        session.Run();
    }

    [TestMethod]
    public void IdleThreadsSleep()
    {
        using Session session = Prepare(RequiredEngines.Create(EngineNames.OnnxCpu, threads: 4));
        using var process = Process.GetCurrentProcess();
        // The test host works too, now and then: the least of several tries counts.
        double least = double.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            session.Run();
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            Thread.Sleep(300);
            process.Refresh();
            least = Math.Min(least, (process.TotalProcessorTime - before).TotalMilliseconds);
        }
        Assert.IsTrue(least < 100, $"In 300 ms without work the process used {least} ms of its processors.");
    }

    [TestMethod]
    public void LowerPrecisionIsCloseToFloat32()
    {
        var engine = (OnnxEngine)RequiredEngines.Create(EngineNames.OnnxCpu);
        using Session half = Prepare(new OnnxEngine(engine.Options with { Precision = Precision.Float16 })), full = Prepare(engine);
        float[] expected = Run(full), actual = Run(half);
        Closeness.Assert(expected, actual, 1e-2, "logits");
        CollectionAssert.AreNotEqual(expected, actual, "They are equal to the last digit: was float16 used at all?");
    }

    [TestMethod]
    public void AnotherNetworkOfTheSameWeightsReadsOnlyThoseThatDiffer()
    {
        const string changed = "our_classifier.bias";
        using var other = new ChangedWeights(new DrawnWeights(TinyModel.Config, 1), changed);
        var network = new MmaDferNetwork(TinyModel.Config, other);
        using Session session = Prepare(RequiredEngines.Create(EngineNames.OnnxCpu));
        float[] before = Run(session);
        other.Forbidden = true;
        session.Rebuild(ops => network.Build(ops, 1), new HashSet<string> { changed });
        Closeness.Assert([.. before.Select(v => v + 1)], Run(session), 1e-5, "with the bias one higher");
        session.Rebuild(ops => s_network.Build(ops, 1), new HashSet<string>());
        CollectionAssert.AreEqual(before, Run(session), "back again");

        // One that cannot be made leaves what was there.
        Assert.ThrowsExactly<ModelFileException>(
            () => session.Rebuild(ops => network.Build(ops, 1), other.Tensors.Keys.ToHashSet()));
        CollectionAssert.AreEqual(before, Run(session));
    }

    [TestMethod]
    [DataRow(EngineNames.OnnxCpu, 12)]
    [DataRow(EngineNames.WebGpu, 4)]
    public void ManySessionsRunAtTheSameTimeAndAreFreed(string name, int sessions)
    {
        // A few ops, not the network: a software driver takes seconds to compile each of its kernels, for every session again.
        var fixture = new OpFixture(RequiredEngines.Create(name));
        fixture.AddWeight("w", 64, 64);
        using Session one = Prepare();
        float[] expected = Run(one);
        Assert.IsTrue(expected.Any(v => v != 0) && expected.All(float.IsFinite));
        Session[] others = new Session[sessions];
        // All of them are open at the same time.
        Parallel.For(0, sessions, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            others[i] = Prepare();
            for (int run = 0; run < 3; run++)
                CollectionAssert.AreEqual(expected, Run(others[i]));
        });
        Parallel.ForEach(others, session =>
        {
            session.Dispose();
            session.Dispose();
        });
        CollectionAssert.AreEqual(expected, Run(one), "It does not depend on those that are closed.");

        Session Prepare() => fixture.Engine.Prepare(ops =>
        {
            Value x = ops.Input("x", new Shape(16, 64));
            ops.Output("y", ops.Gelu(ops.Linear(ops.Gelu(ops.Linear(x, fixture.Weight("w"), null)), fixture.Weight("w"), null)));
        });

        static float[] Run(Session session)
        {
            Span<float> x = session.Input("x");
            for (int i = 0; i < x.Length; i++)
                x[i] = 0.01f * (i % 97);
            session.Run();
            return session.Output("y").ToArray();
        }
    }

    [TestMethod]
    public void LoadingCanBeCancelled()
    {
        Engine engine = RequiredEngines.Create(EngineNames.OnnxCpu);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => engine.Prepare(ops => s_network.Build(ops, 1), cancellationToken: cancellation.Token));
    }

    // Whichever of these this machine's ONNX Runtime cannot do is refused; none can be had on all machines.
    [TestMethod]
    [DataRow(OnnxProvider.Cuda)]
    [DataRow(OnnxProvider.DirectML)]
    [DataRow(OnnxProvider.CoreML)]
    public void AProviderThatDoesNotWorkHereIsRefusedInOneSentence(OnnxProvider provider)
    {
        var processor = (OnnxEngine)RequiredEngines.Create(EngineNames.OnnxCpu);
        var engine = new OnnxEngine(processor.Options with { Provider = provider });
        try
        {
            using Session session = Prepare(engine);
            Assert.Inconclusive($"SKIPPED: {engine.Name} works on this machine.");
        }
        catch (EngineException refused)
        {
            Assert.DoesNotContain('\n', refused.Message);
            if (EngineNames.All.Contains(engine.Name))
            {
                NativeLibraryInfo library = engine.FindLibrary();
                StringAssert.Contains(refused.Message, library.Path);
                StringAssert.Contains(refused.Message, library.Version!);
            }
            else
            {
                StringAssert.StartsWith(refused.Message, $"The engine '{engine.Name}' needs ");
            }
        }
        // And the processor still works.
        using Session after = Prepare(processor);
        Run(after);
    }

    [TestMethod]
    public void RecognizersGiveThePredictionsOfTheBuiltInEngine()
    {
        using var model = new TinyModel();
        using EmotionRecognizer builtIn = EmotionRecognizer.Load(model.Path);
        using EmotionRecognizer onnx = EmotionRecognizer.Load(model.Path, new() { Engine = RequiredEngines.Create(EngineNames.OnnxCpu) });
        Assert.AreEqual("onnx-cpu", onnx.Engine.Name);
        using Clips.NoiseFrames first = new([.. Enumerable.Range(0, 20)], 3), second = new([.. Enumerable.Range(0, 20)], 3);
        Closeness.Assert(builtIn.Recognize(first, null).Logits, onnx.Recognize(second, null).Logits, 2e-5, "logits");
    }

    private static Session Prepare(Engine engine) => engine.Prepare(ops => s_network.Build(ops, batch: 1));

    private static float[] Run(Session session)
    {
        HashedTensors.Frames(1, TinyModel.Config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }
}
