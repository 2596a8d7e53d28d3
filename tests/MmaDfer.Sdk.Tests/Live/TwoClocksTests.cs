using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Times of one stream that come from two clocks: it is said once, with how far they are apart, and what can be done is done.</summary>
[TestClass]
public sealed class TwoClocksTests
{
    private static readonly TinyRecognizer s_tiny = new();
    private static readonly EmotionRecognizer s_recognizer = s_tiny.Recognizer;

    private readonly List<string> _faults = [];

    [ClassCleanup]
    public static void DisposeRecognizer() => s_tiny.Dispose();

    [TestMethod]
    [DataRow(5.0, "5.0 s ahead of those of the frames")]
    [DataRow(-5.0, "5.0 s behind those of the frames")]
    [DataRow(1.5, "1.5 s ahead of those of the frames")]
    public void FramesAndAudioOnTwoClocksAreReportedOnce(double offset, string expected)
    {
        using EmotionStream stream = Open();
        Push(stream, 0, 250, audio: offset, update: null);
        StringAssert.Contains(_faults.Single(), expected);
        Assert.AreEqual(_faults[0], stream.Fault!.Message);
        Assert.AreEqual(0, stream.Statistics.Restarts);
        Assert.AreEqual(offset, stream.Statistics.AudioAhead.TotalSeconds, 0.1);
        // On one clock again.
        Push(stream, 500, 650, audio: 0, update: null);
        Assert.IsNull(stream.Fault);
        Assert.HasCount(1, _faults);
        Assert.AreEqual(ReadingFlags.None, Latest(stream).Flags);
    }

    [TestMethod]
    [DataRow(5.0, "5.0 s ahead of those of the pushes")]
    [DataRow(2.0, "2.0 s ahead of those of the pushes")]
    [DataRow(-5.0, "5.0 s behind those of the pushes")]
    [DataRow(1.7e9, "1700000000.0 s ahead of those of the pushes")]
    public void UpdatesOnAnotherClockAreReportedOnceAndCorrected(double offset, string expected)
    {
        using EmotionStream stream = Open();
        int lost = 0;
        stream.FaceLost += (_, _) => lost++;
        Push(stream, 0, 251, audio: 0, update: offset);
        StringAssert.Contains(_faults.Single(), expected);
        Assert.IsLessThanOrEqualTo(1, stream.Statistics.Restarts);
        Assert.AreEqual(offset, stream.Statistics.UpdateAhead.TotalSeconds, 0.1);
        EmotionReading reading = Latest(stream);
        Assert.AreEqual(ReadingFlags.None, reading.Flags, $"{reading}");
        Assert.AreEqual(10, reading.Time.TotalSeconds, 0.3);
        // Silence is still noticed by it.
        int before = lost;
        stream.Update(TimeSpan.FromSeconds(11.5 + offset));
        Assert.AreEqual(before + 1, lost);
    }

    [TestMethod]
    [DataRow(1e9)]
    [DataRow(100.0)]
    public void OneWrongUpdateIsIgnored(double wrong)
    {
        using EmotionStream stream = Open();
        Push(stream, 0, 100, audio: 0, update: null);
        stream.Update(TimeSpan.FromSeconds(wrong));
        Push(stream, 100, 200, audio: 0, update: null);
        Assert.IsEmpty(_faults);
        Assert.AreEqual(1, stream.Statistics.Restarts);
        EmotionReading reading = Latest(stream);
        Assert.AreEqual(ReadingFlags.None, reading.Flags, $"{reading}");
        Assert.AreEqual(8, reading.Time.TotalSeconds, 0.3);
    }

    [TestMethod]
    public void AStaleUpdateAfterASeekDoesNotFreezeTheStream()
    {
        using EmotionStream stream = Open();
        Push(stream, 2500, 2600, audio: 0, update: 0);
        PushFrame(stream, 0);
        stream.Update(TimeSpan.FromSeconds(104));
        Push(stream, 1, 100, audio: 0, update: 0);
        Assert.IsEmpty(_faults);
        EmotionReading reading = Latest(stream);
        Assert.AreEqual(ReadingFlags.None, reading.Flags, $"{reading}");
        Assert.AreEqual(4, reading.Time.TotalSeconds, 0.3);
    }

    private static EmotionReading Latest(EmotionStream stream)
    {
        Settle(stream);
        Assert.IsTrue(stream.TryGetLatest(out EmotionReading reading));
        return reading;
    }

    private static void PushFrame(EmotionStream stream, int number) =>
        stream.PushFrame(new FrameView(LivePlayer.Frame(number), LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), TimeSpan.FromSeconds(0.04 * number));

    /// <summary>
    /// Pushes 25 frames a second and their sound, and calls Update; both may be off by some seconds. Waits until each is worked on.
    /// </summary>
    private static void Push(EmotionStream stream, int from, int to, double audio, double? update)
    {
        for (int i = from; i < to; i++)
        {
            PushFrame(stream, i);
            float[] block = [.. Enumerable.Range(640 * i, 640).Select(s => LivePlayer.Said(s))];
            stream.PushAudio(block, 16000, TimeSpan.FromSeconds((0.04 * i) + audio));
            if (update is { } off)
                stream.Update(TimeSpan.FromSeconds((0.04 * i) + off));
            else
                stream.Update();
            Settle(stream);
        }
    }

    private static void Settle(EmotionStream stream) => Assert.IsTrue(SpinWait.SpinUntil(() => stream.IsIdle, TimeSpan.FromSeconds(120)));

    private EmotionStream Open()
    {
        EmotionStream stream = s_recognizer.OpenStream();
        stream.Faulted += (_, e) => _faults.Add(e.Fault.Message);
        return stream;
    }
}
