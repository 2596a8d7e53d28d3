using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Engines and face finders that fail behind a stream: it says so, and goes on.</summary>
[TestClass]
public sealed class StreamFaultTests
{
    private readonly TinyModel _model = new();
    private readonly FaultyEngine _engine = new("gpu") { HasDriver = false };
    private readonly List<string> _faults = [];

    [TestCleanup]
    public void Delete()
    {
        _engine.Dispose();
        _model.Dispose();
    }

    [TestMethod]
    public void AnEngineThatFailsIsReportedOnceAndTriedAgainWithTheNextWindow()
    {
        _engine.OnRun = n => n is >= 3 and < 6 ? Fault.Throw : Fault.None;
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = _engine });
        using EmotionStream stream = Open(recognizer);
        var player = new LivePlayer(stream);
        player.Play(0.65, each: _ => stream.Update());
        Assert.AreEqual(2, stream.Statistics.Readings);
        player.Play(0.75);
        stream.Update();
        stream.Update();
        Assert.AreEqual("Recognition failed: the device was removed.", _faults.Single());
        Assert.AreEqual(_faults[0], stream.Fault!.Message);
        Assert.IsInstanceOfType<EngineException>(stream.Fault);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading old));
        Assert.AreEqual(0.5, old.Time.TotalSeconds, 0.1);
        player.Play(0.6);
        stream.Update();
        Assert.IsNull(stream.Fault);
        Assert.HasCount(1, _faults);
        Assert.AreEqual(3, stream.Statistics.Failures);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
        Assert.AreEqual(player.Now, reading.Time.TotalSeconds, 0.3);

        _engine.OnRun = _ => Fault.Throw;
        player.Play(4);
        stream.Update();
        Assert.HasCount(2, _faults, "a new failure is told again");
        Assert.IsTrue(stream.TryGetLatest(out reading));
        Assert.IsTrue(reading.Flags.HasFlag(ReadingFlags.Stale), $"{reading}");
    }

    [TestMethod]
    public async Task WatchingContinuesAfterAShortEngineFault()
    {
        _engine.OnRun = n => n is >= 3 and < 6 ? Fault.Throw : Fault.None;
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = _engine });
        int readings = 0;
        await foreach (EmotionReading reading in recognizer.WatchAsync(new LiveFrames(), null))
        {
            if (++readings == 5)
                break;
        }
        Assert.AreEqual(5, readings);
    }

    [TestMethod]
    public async Task WatchingEndsWithALastingFault()
    {
        _engine.OnRun = n => n >= 3 ? Fault.Throw : Fault.None;
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = _engine });
        int readings = 0;
        var time = new ManualTime();
        TimeSpan last = default;
        // The wall clock is that of the camera.
        var camera = new LiveFrames { OnRead = _ => time.Advance(TimeSpan.FromMilliseconds(40)) };
        EngineException fault = await Assert.ThrowsExactlyAsync<EngineException>(async () =>
        {
            await foreach (EmotionReading reading in recognizer.WatchAsync(camera, null, new() { TimeProvider = time }))
            {
                readings++;
                last = reading.Time;
            }
        });
        Assert.AreEqual("Recognition failed: the device was removed.", fault.Message);
        Assert.IsGreaterThan(0, readings);
        Assert.IsGreaterThanOrEqualTo(SourceWatch.MaxFaultTime, time.Now - last);
    }

    [TestMethod]
    public void APredictionThatIsNotFiniteIsAFaultOfTheWeights()
    {
        _engine.OnRun = _ => Fault.NotANumber;
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = _engine });
        using EmotionStream stream = Open(recognizer);
        new LivePlayer(stream).Play(1);
        stream.Update();
        StringAssert.Contains(_faults.Single(), "its weights are damaged");
        Assert.IsFalse(stream.TryGetLatest(out _));
    }

    [TestMethod]
    public void WithAPickerALostDeviceIsNoFaultOfTheStream()
    {
        using var device = new FaultyEngine("gpu") { OnRun = n => n == 5 ? Fault.Throw : Fault.None };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(
            _model.Path, new() { Engine = new EnginePicker([device, new CpuEngine(1)]) { Time = new ManualTime() } });
        int changes = 0;
        recognizer.EngineChanged += (_, _) => Interlocked.Increment(ref changes);
        using EmotionStream stream = Open(recognizer);
        new LivePlayer(stream).Play(3);
        stream.Update();
        Assert.IsEmpty(_faults);
        Assert.AreEqual(1, changes);
        Assert.AreEqual("cpu", recognizer.Engine.Name);
        Assert.AreEqual(0, stream.Statistics.Failures);
        Assert.IsGreaterThan(8, stream.Statistics.Readings);
    }

    [TestMethod]
    public void AThrowingHandlerOfEngineChangedCostsNoWindow()
    {
        using var device = new FaultyEngine("gpu") { OnRun = n => n == 4 ? Fault.Throw : Fault.None };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(
            _model.Path, new() { Engine = new EnginePicker([device, new CpuEngine(1)]) { Time = new ManualTime() } });
        recognizer.EngineChanged += (_, _) => throw new InvalidOperationException("from the game.");
        using EmotionStream stream = Open(recognizer);
        var player = new LivePlayer(stream);
        player.Play(3, each: _ => stream.Update());
        stream.Update();
        Assert.AreEqual("cpu", recognizer.Engine.Name);
        Assert.AreEqual(0, stream.Statistics.Failures);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
        Assert.AreEqual(player.Now, reading.Time.TotalSeconds, 0.3);
    }

    [TestMethod]
    public void AFaceFinderThatFailsIsReportedAndUsedAgain()
    {
        var finder = new ScriptedFinder { Fails = true };
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = _engine });
        using EmotionStream stream = Open(recognizer, new() { FaceFinder = finder });
        var player = new LivePlayer(stream);
        player.Play(1, each: r => Assert.IsTrue(r.Flags.HasFlag(ReadingFlags.NoFace)));
        stream.Update();
        Assert.AreEqual("The face finder failed: no eyes.", _faults.Single());
        finder.Fails = false;
        player.Play(2);
        stream.Update();
        Assert.IsNull(stream.Fault);
        Assert.HasCount(1, _faults);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
        Assert.AreEqual(ReadingFlags.None, reading.Flags & ~ReadingFlags.SmallFace);
    }

    [TestMethod]
    public void InvalidDataDoesNoHarm()
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });
        using EmotionStream whole = Open(recognizer, new() { MaxFrameRate = 240 });
        using EmotionStream found = Open(recognizer, new() { FaceFinder = new ScriptedFinder { Boxes = 20 }, Tracking = new() { DetectionInterval = TimeSpan.Zero } });
        var random = new Random(1);
        byte[] pixels = new byte[8 << 20];
        random.NextBytes(pixels);
        double time = 0;
        for (int i = 0; i < 3000; i++)
        {
            time = random.Next(50) switch
            {
                0 => random.NextDouble() * 1e9, 1 => time - random.NextDouble() * 10, 2 => -1e9 * random.NextDouble(), _ => time + random.NextDouble() * 0.1,
            };
            TimeSpan at = random.Next(200) == 0 ? random.Next(2) == 0 ? TimeSpan.MaxValue : TimeSpan.MinValue : TimeSpan.FromSeconds(Math.Clamp(time, -9e11, 9e11));
            EmotionStream stream = random.Next(2) == 0 ? whole : found;
            switch (random.Next(4))
            {
                case 0:
                    float[] block = new float[random.Next(0, 3000) * 2];
                    for (int s = 0; s < block.Length; s++)
                        block[s] = random.Next(100) == 0 ? float.NaN : random.Next(100) == 0 ? float.MaxValue : random.NextSingle();
                    stream.PushAudio(block, random.Next(10) == 0 ? random.Next(100, 768_001) : 48_000, at, random.Next(1, 3));
                    break;
                case 1:
                    stream.Update(at);
                    break;
                default:
                    var layout = (PixelLayout)random.Next(9);
                    var frame = new FrameView(pixels, random.Next(1, 1100), random.Next(1, 900), layout, random.Next(3) == 0 ? -4400 : 0);
                    if (random.Next(2) == 0)
                        stream.PushFrame(frame, at);
                    else
                        stream.PushFrame(frame, new FaceBox(random.Next(-500, 1500), random.Next(-500, 1500), random.Next(-10, 2000), random.Next(-10, 2000)), at);
                    break;
            }
        }
        foreach (EmotionStream stream in (EmotionStream[])[whole, found])
        {
            // As good as new.
            Assert.IsNull(stream.Fault, stream.Fault?.Message);
            var player = new LivePlayer(stream);
            player.JumpTo(-2e9);
            player.Settle();
            player.Play(3);
            Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
            Assert.AreEqual(player.Now, reading.Time.TotalSeconds, 0.3);
            Assert.AreEqual(ReadingFlags.None, reading.Flags & ~ReadingFlags.SmallFace);
        }
    }

    private EmotionStream Open(EmotionRecognizer recognizer, EmotionStreamOptions? options = null)
    {
        EmotionStream stream = recognizer.OpenStream(options);
        stream.Faulted += (_, e) => _faults.Add(e.Fault.Message);
        return stream;
    }
}
