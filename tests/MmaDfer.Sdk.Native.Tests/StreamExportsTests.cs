using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Native.Tests;

[TestClass]
public sealed unsafe class StreamExportsTests
{
    private static readonly List<(EventKind Kind, int Label, int Previous, int Thread, nint User, float Confidence, string? Message)> s_events = [];
    private static ulong s_toClose;

    [TestMethod]
    [DataRow(0.0)]
    // Of a clock that began in 1970.
    [DataRow(1_764_100_000.0)]
    public void GivesTheReadingsOfTheCSharpApi(double start)
    {
        ulong recognizer = Api.Loaded(Shipped.Model);
        ulong stream = Api.Opened(recognizer, new StreamOptionsData { Window = 2, Interval = 0.25, Smoothing = -1, Hysteresis = -1, MinHold = -1 });
        using EmotionRecognizer same = EmotionRecognizer.Load(Shipped.Model, new() { Engine = new Engines.CpuEngine(1) });
        using EmotionStream expected = same.OpenStream(new()
        {
            Window = TimeSpan.FromSeconds(2), Smoothing = TimeSpan.Zero, Hysteresis = 0, MinHold = TimeSpan.Zero,
        });
        using ClipMemory clip = ClipMemory.Shipped("fear");
        var none = New();
        Assert.AreEqual(ErrorCode.NoReading, Api.Poll(stream, &none));
        Assert.AreEqual(0, none.LabelCount);
        // All of it first, then the clock: one window is due that rests on all of it.
        Push(clip, stream, expected, start);
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, start + 2.5));
        expected.Update(TimeSpan.FromSeconds(start + 2.5));
        ReadingData reading = WaitForReading(stream, start + 2.5);
        EmotionReading wanted = WaitForReading(expected, start + 2.5);
        Assert.AreEqual(wanted.Time.TotalSeconds, reading.Time, 1e-6);
        Assert.AreEqual(EmotionLabels.IndexOf(wanted.Labels, wanted.Label), reading.Label);
        Assert.AreEqual(wanted.Confidence, reading.Confidence);
        Assert.AreEqual(wanted.Valence, reading.Valence);
        Assert.AreEqual((uint)wanted.Flags, reading.Flags);
        Assert.IsTrue(wanted.Probabilities.SequenceEqual(new ReadOnlySpan<float>(reading.Probabilities, reading.LabelCount)));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void CallsTheCallbackOnlyInUpdateAndOnItsThread()
    {
        s_events.Clear();
        ulong recognizer = Api.Loaded(Shipped.Model);
        ulong stream = Api.Opened(recognizer, new StreamOptionsData { Window = 2, WarmUp = -1, Smoothing = -1, MinHold = -1 });
        Assert.AreEqual(ErrorCode.Ok, Api.SetCallback(stream, &Listen, (void*)42));
        using ClipMemory clip = ClipMemory.Shipped("happiness");
        Push(clip, stream, null);
        Assert.IsEmpty(s_events, "not before update");
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, double.NaN));
        Assert.AreEqual("FaceFound AudioFound", string.Join(' ', s_events.Select(e => e.Kind).Take(2)));
        // With the clock a window is due that rests on all of it.
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, 2.5));
        WaitForReading(stream, 2.5);
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, 2.5));
        Assert.HasCount(2, s_events.Where(e => e.Kind != EventKind.EmotionChanged), "only what is new");
        int thread = Environment.CurrentManagedThreadId;
        Assert.IsTrue(s_events.All(e => e.Thread == thread && e.User == 42));
        (EventKind kind, int label, int previous, _, _, float confidence, _) = s_events[^1];
        Assert.AreEqual((EventKind.EmotionChanged, 0), (kind, label));
        Assert.AreNotEqual(label, previous);
        Assert.IsGreaterThan(0.5f, confidence);
        // Nothing comes any more: the clock alone says so.
        s_events.Clear();
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, 60));
        StringAssert.StartsWith(string.Join(' ', s_events.Select(e => e.Kind)), "FaceLost AudioLost");
        s_events.Clear();
        Assert.AreEqual(ErrorCode.Ok, Api.SetCallback(stream, null, null));
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, 0));
        Assert.IsEmpty(s_events);
        Api.Close(recognizer);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ACallbackMayCloseItsOwnStreamAndRecognizer(bool all)
    {
        s_events.Clear();
        using var model = new TinyModel();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        s_toClose = all ? recognizer : stream;
        Assert.AreEqual(ErrorCode.Ok, Api.SetCallback(stream, &CloseThere, null));
        using ClipMemory clip = ClipMemory.Drawn();
        Push(clip, stream, null);
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, double.NaN));
        Assert.HasCount(1, s_events, "nothing is told after it was closed");
        Assert.AreEqual(ErrorCode.Handle, Api.Update(stream, double.NaN));
        Assert.AreEqual(all ? ErrorCode.Handle : ErrorCode.Ok, Api.Close(recognizer));
    }

    [TestMethod]
    public void AnErrorNamesTheInvalidOption()
    {
        using var model = new TinyModel();
        ulong recognizer = Api.Loaded(model.Path);
        (StreamOptionsData Options, string Field)[] cases =
        [
            (new() { Window = 31 }, "window"), (new() { Window = -1 }, "window"), (new() { Window = double.NaN }, "window"),
            (new() { Window = double.PositiveInfinity }, "window"), (new() { Interval = -1 }, "interval"), (new() { MaxFrameRate = 0.5 }, "max_frame_rate"),
            (new() { LostAfter = 1e9 }, "lost_after"), (new() { WarmUp = 1.5 }, "warm_up"), (new() { WarmUp = double.NaN }, "warm_up"),
            (new() { Smoothing = double.MaxValue }, "smoothing"), (new() { Hysteresis = 2 }, "hysteresis"), (new() { MinHold = double.NaN }, "min_hold"),
            (new() { MinConfidence = -0.1 }, "min_confidence"), (new() { MinFace = 1.1 }, "min_face"), (new() { MinFace = double.NaN }, "min_face"),
        ];
        foreach ((StreamOptionsData options, string field) in cases)
        {
            StreamOptionsData given = options with { Size = (uint)sizeof(StreamOptionsData) };
            ulong stream = 99;
            Assert.AreEqual(ErrorCode.Argument, Api.OpenStream(recognizer, &given, &stream), field);
            StringAssert.Contains(Api.LastError, $"mmadfer_stream_options.{field} is");
            Assert.AreEqual(99ul, stream);
        }
        fixed (byte* path = "/no/such/cascade.xml\0"u8)
        {
            StreamOptionsData given = new() { Size = (uint)sizeof(StreamOptionsData), FaceModel = path };
            ulong stream = 99;
            Assert.AreEqual(ErrorCode.Model, Api.OpenStream(recognizer, &given, &stream));
            StringAssert.Contains(Api.LastError, "cascade.xml");
        }
        Assert.AreEqual(ErrorCode.Argument, Api.OpenStream(recognizer, null, null));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void InvalidPushesAreErrors()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        float* samples = clip.Data.Samples;
        (ErrorCode Code, string Words)[] results =
        [
            (Api.PushAudio(stream, null, 10, 16000, 1, 0), "samples"), (Api.PushAudio(stream, samples, -1, 16000, 1, 0), "sample_count"),
            (Api.PushAudio(stream, samples, long.MaxValue, 16000, 1, 0), "sample_count"), (Api.PushAudio(stream, samples, 10, 99, 1, 0), "sample_rate"),
            (Api.PushAudio(stream, samples, 10, int.MaxValue, 1, 0), "sample_rate"), (Api.PushAudio(stream, samples, 10, 16000, 0, 0), "channels"),
            (Api.PushAudio(stream, samples, 10, 16000, 3, 0), "channels"), (Api.PushAudio(stream, samples, 10, 16000, int.MinValue, 0), "channels"),
            (Api.PushAudio(stream, samples, 10, 16000, 1, double.NaN), "time"), (Api.PushAudio(stream, samples, 10, 16000, 1, 1e300), "time"),
            (Api.PushFrame(stream, null, 0), "null"), (Api.PushFrame(stream, clip.Frames, double.NegativeInfinity), "time"),
            (Face(stream, clip.Frames[0] with { Face = 3 }), "face"), (Face(stream, clip.Frames[0] with { Face = 1 }), "face"),
            (Face(stream, clip.Frames[0] with { Face = 1, FaceWidth = float.NaN, FaceHeight = 1 }), "face"),
            (Api.Update(stream, double.PositiveInfinity), "now"), (Api.Poll(stream, null), "null"),
        ];
        foreach ((ErrorCode code, string words) in results)
            Assert.AreEqual(ErrorCode.Argument, code, words);
        Assert.AreEqual(ErrorCode.Argument, Api.PushAudio(stream, samples, 10, 16000, 3, 0));
        StringAssert.Contains(Api.LastError, "channels is 3");
        Assert.AreEqual(ErrorCode.Ok, Api.PushAudio(stream, null, 0, 16000, 1, 0), "no samples are no error");
        Assert.AreEqual(ErrorCode.Ok, Face(stream, clip.Frames[0] with { Face = 1, FaceX = 2, FaceWidth = 9, FaceHeight = 9 }), Api.LastError);
        Assert.AreEqual(ErrorCode.Ok, Face(stream, clip.Frames[0] with { Face = 2 }), Api.LastError);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void ClosingARecognizerClosesItsStreams()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), other = Api.Loaded(model.Path);
        ulong a = Api.Opened(recognizer), b = Api.Opened(recognizer), theirs = Api.Opened(other);
        Assert.AreEqual(ErrorCode.Ok, Api.Close(recognizer));
        foreach (ulong stream in (ulong[])[a, b, recognizer, 0, 7])
        {
            var reading = New();
            Assert.AreEqual(ErrorCode.Handle, Api.PushFrame(stream, clip.Frames, 0));
            Assert.AreEqual(ErrorCode.Handle, Api.PushAudio(stream, clip.Data.Samples, 10, 16000, 1, 0));
            Assert.AreEqual(ErrorCode.Handle, Api.Poll(stream, &reading));
            Assert.AreEqual(ErrorCode.Handle, Api.SetCallback(stream, null, null));
            Assert.AreEqual(ErrorCode.Handle, Api.Update(stream, 0));
        }
        Assert.AreEqual(ErrorCode.Handle, Api.Close(a));
        Assert.AreEqual(ErrorCode.Ok, Api.Update(theirs, 0));
        Assert.AreEqual(ErrorCode.Ok, Api.Close(theirs));
        Assert.AreEqual(ErrorCode.Ok, Api.Close(other));
    }

    [TestMethod]
    public void PushingAndPollingAllocateNothing()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        ReadingData* reading = stackalloc ReadingData[] { New() };
        int pushed = 0;
        // A change of emotion that Update tells is an object for the handlers: not in every round.
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 200; i++, pushed++)
            {
                Api.PushFrame(stream, clip.Frames, pushed / 30.0);
                Api.PushAudio(stream, clip.Data.Samples, 480, 16000, 1, pushed / 30.0);
                Api.Update(stream, double.NaN);
                Api.Poll(stream, reading);
            }
        }));
        Api.Close(recognizer);
    }

    [TestMethod]
    [DataRow(0.0, 5.0, "The times given to Update are 5.0 s ahead of those of the pushes and are corrected by that offset; give all times on one clock.")]
    [DataRow(5.0, double.NaN, "The times of the audio are 5.0 s ahead of those of the frames, so only the later of both counts; give both on one clock.")]
    public void TimesOfTwoClocksAreReportedOnce(double audio, double now, string expected)
    {
        s_events.Clear();
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        Assert.AreEqual(ErrorCode.Ok, Api.SetCallback(stream, &Listen, null));
        for (int i = 0; i < 250; i++)
            PushBoth(stream, clip, 0.04 * i, audio, (0.04 * i) + now);
        Assert.AreEqual(expected, s_events.Single(e => e.Kind == EventKind.Faulted).Message);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void OneWrongUpdateIsIgnored()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        for (int i = 0; i < 250; i++)
            PushBoth(stream, clip, 0.04 * i, 0, i == 100 ? 1e9 : double.NaN);
        ReadingData reading = WaitForReading(stream, 9.5);
        Assert.AreEqual(10, reading.Time, 0.5);
        Assert.AreEqual(0u, reading.Flags & (uint)(ReadingFlags.NoFace | ReadingFlags.NoAudio | ReadingFlags.WarmingUp | ReadingFlags.Stale));
        Api.Close(recognizer);
    }

    private static void PushBoth(ulong stream, ClipMemory clip, double time, double audio, double now)
    {
        Assert.AreEqual(ErrorCode.Ok, Api.PushFrame(stream, clip.Frames, time), Api.LastError);
        Assert.AreEqual(ErrorCode.Ok, Api.PushAudio(stream, clip.Data.Samples, 640, 16000, 1, time + audio), Api.LastError);
        Assert.AreEqual(ErrorCode.Ok, Api.Update(stream, now), Api.LastError);
        Wait.UntilIdle(OpenHandles.Stream(stream).Stream);
    }

    private static ErrorCode Face(ulong stream, FrameData frame) => Api.PushFrame(stream, &frame, 1);

    private static void Push(ClipMemory clip, ulong stream, EmotionStream? also, double start = 0)
    {
        ClipData data = clip.Data;
        EmotionStream pushed = OpenHandles.Stream(stream).Stream;
        int block = (int)(data.SampleCount / data.FrameCount);
        for (int i = 0; i < data.FrameCount; i++)
        {
            double time = start + i / 8.0;
            Assert.AreEqual(ErrorCode.Ok, Api.PushFrame(stream, clip.Frames + i, time), Api.LastError);
            Assert.AreEqual(ErrorCode.Ok, Api.PushAudio(stream, data.Samples + (i * block), block, data.SampleRate, 1, time), Api.LastError);
            also?.PushFrame(clip.Frames[i].View(), TimeSpan.FromSeconds(time));
            also?.PushAudio(new ReadOnlySpan<float>(data.Samples + (i * block), block), data.SampleRate, TimeSpan.FromSeconds(time));
            // Frames that come too quickly are left out.
            Wait.Until(() => pushed.IsIdle && also?.IsIdle != false);
        }
    }

    private static ReadingData WaitForReading(ulong stream, double time)
    {
        ReadingData latest = default;
        Wait.Until(() =>
        {
            var reading = New();
            ErrorCode code = Api.Poll(stream, &reading);
            latest = reading;
            return code == ErrorCode.Ok && reading.Time >= time;
        }, () => Api.LastError);
        return latest;
    }

    private static EmotionReading WaitForReading(EmotionStream stream, double time)
    {
        EmotionReading latest = default;
        Wait.Until(() => stream.TryGetLatest(out latest) && latest.Time.TotalSeconds >= time);
        return latest;
    }

    private static ReadingData New() => new() { Size = (uint)sizeof(ReadingData) };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Listen(ulong stream, EventData* told, void* user) => s_events.Add((
        told->Kind, told->Label, told->Previous, Environment.CurrentManagedThreadId, (nint)user,
        told->Reading is null ? 0 : told->Reading->Confidence, Text.Read(told->Message)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CloseThere(ulong stream, EventData* told, void* user)
    {
        s_events.Add((told->Kind, 0, 0, 0, 0, 0, null));
        Api.Close(s_toClose);
    }
}
