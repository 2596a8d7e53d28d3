using System.Diagnostics.Metrics;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>The meter <c>MmaDfer.Sdk</c>. Other tests use the SDK at the same time: their values must not count.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MetricsTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, (double Sum, int Count)> _values = [];
    private readonly Dictionary<string, string?> _units = [];
    private readonly TinyModel _model = new();

    public MetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != "MmaDfer.Sdk")
                return;
            _units[instrument.Name] = instrument.Unit;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _model.Dispose();
    }

    [TestMethod]
    public void AStreamReportsItsWindowsAndTheirDuration()
    {
        var time = new ManualTime();
        using var engine = new FaultyEngine("slow") { HasDriver = false, OnRun = _ => { time.Advance(TimeSpan.FromSeconds(0.25)); return Fault.None; } };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = engine });
        using (EmotionStream stream = recognizer.OpenStream(new() { TimeProvider = time }))
        {
            Assert.AreEqual(1, Sum("mmadfer.streams"));
            new LivePlayer(stream).Play(2);
            Assert.IsGreaterThan(5, stream.Statistics.Readings);
            Assert.AreEqual(stream.Statistics.Readings, Sum("mmadfer.windows"));
            (double seconds, int windows) = _values["mmadfer.window.duration"];
            Assert.AreEqual(stream.Statistics.Readings, windows);
            Assert.AreEqual(0.25 * windows, seconds, 1e-6);
            Assert.AreEqual(0, Sum("mmadfer.failures"));
        }
        Assert.AreEqual(0, Sum("mmadfer.streams"));
        Assert.AreEqual("s", _units["mmadfer.window.duration"]);
        Assert.AreEqual("{window}", _units["mmadfer.windows"]);
    }

    [TestMethod]
    public void DroppedFramesAndFailuresAreCounted()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        using ManualResetEventSlim inFinder = new(), mayEnd = new();
        var finder = new ScriptedFinder { Fails = true, OnFind = () => { inFinder.Set(); mayEnd.Wait(TimeSpan.FromSeconds(60)); } };
        using EmotionStream stream = recognizer.OpenStream(new() { FaceFinder = finder });
        byte[] pixels = LivePlayer.Frame(0);
        for (int i = 0; i < 20; i++)
        {
            stream.PushFrame(new FrameView(pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), TimeSpan.FromSeconds(0.04 * i));
            Assert.IsTrue(inFinder.Wait(TimeSpan.FromSeconds(60)));
        }
        Assert.AreEqual(16, Sum("mmadfer.frames.dropped"), "one is in the finder, three wait");
        Assert.AreEqual(16, stream.Statistics.FramesDropped);
        mayEnd.Set();
        Assert.IsTrue(SpinWait.SpinUntil(() => stream.IsIdle, TimeSpan.FromSeconds(60)));
        Assert.AreEqual(4, stream.Statistics.Failures);
        Assert.AreEqual(4, Sum("mmadfer.failures"));
    }

    [TestMethod]
    public async Task ClipsAreCountedApartFromWindows()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        Clip clip = RecognizerClips.Read(recognizer, 16);
        recognizer.Recognize(clip);
        await recognizer.RecognizeAsync(clip);
        Assert.ThrowsExactly<OperationCanceledException>(() => recognizer.Recognize(clip, new CancellationToken(canceled: true)));
        Assert.AreEqual(2, Sum("mmadfer.clips"), "a cancelled one is none");
        Assert.AreEqual(0, Sum("mmadfer.windows"));
        Assert.AreEqual("{clip}", _units["mmadfer.clips"]);
    }

    [TestMethod]
    public void AChangeOfTheEngineIsCounted()
    {
        using var device = new FaultyEngine("gpu") { OnRun = n => n == 3 ? Fault.Throw : Fault.None };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(
            _model.Path, new() { Engine = new EnginePicker([device, new CpuEngine(1)]) { Time = new ManualTime() } });
        using EmotionStream stream = recognizer.OpenStream();
        new LivePlayer(stream).Play(2);
        Assert.AreEqual(1, Sum("mmadfer.engine.changes"));
    }

    [TestMethod]
    public void PushingAllocatesNothingBesideAListener()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        using EmotionStream stream = recognizer.OpenStream();
        var queue = new FrameQueue();
        var intake = new FrameIntake(queue, new LastFace(), 16, new EmotionStreamOptions());
        byte[] pixels = LivePlayer.Frame(0);
        int frame = 0;
        void Push() => intake.Push(
            new FrameView(pixels, LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), new FaceBox(1, 1, 30, 30), TimeSpan.FromSeconds(0.1 * frame++), 0);
        for (int i = 0; i < 20; i++)
            Push();
        Assert.IsGreaterThan(0, Sum("mmadfer.frames.dropped"));
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                Push();
        }));
    }

    private double Sum(string name)
    {
        lock (_values)
            return _values.GetValueOrDefault(name).Sum;
    }

    private void Add(Instrument instrument, double value)
    {
        lock (_values)
        {
            (double sum, int count) = _values.GetValueOrDefault(instrument.Name);
            _values[instrument.Name] = (sum + value, count + 1);
        }
    }
}
