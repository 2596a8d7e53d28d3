using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Reliability;

/// <summary>
/// Frames and sound of a long time, pushed as fast as the machine takes them, with everything that happens in a day: faces that go and
/// come back, a microphone that falls silent, another sample rate, pauses, clocks that jump. Memory, queues and collections of the
/// garbage collector are looked at once a simulated hour (or more often).
/// </summary>
internal sealed class Soak(EmotionRecognizer recognizer, TimeSpan duration, TimeSpan report)
{
    private const int FrameRate = 15, Width = 160, Height = 120;

    private readonly byte[] _pixels = new byte[3 * Width * Height];
    private readonly float[] _sound = new float[48000 / FrameRate];
    private readonly Random _random = new(1);
    private TimeSpan _offset;

    /// <param name="Time">Simulated time.</param>
    /// <param name="Heap">Managed bytes that are alive.</param>
    /// <param name="Resident">Bytes of the process in memory.</param>
    /// <param name="Allocated">Bytes allocated since the report before, on all threads.</param>
    /// <param name="Gen2">Collections of generation 2 since the first report, but for those that reports make.</param>
    /// <param name="Threads">Threads of the process.</param>
    /// <param name="Idle">Whether no frame and no window waits.</param>
    /// <param name="Counts">What went through.</param>
    public sealed record State(TimeSpan Time, long Heap, long Resident, long Allocated, int Gen2, int Threads, bool Idle, EmotionStreamStatistics Counts)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Time.TotalHours,6:0.00} h  heap {Heap / 1e6,7:0.000} MB  resident {Resident / 1e6,6:0.0} MB  allocated {Allocated / 1e6:0.000} MB  gen 2: {Gen2}  threads {Threads}  {(Idle ? "idle" : "busy")}  readings {Counts.Readings}  kept {Counts.FramesKept}  dropped {Counts.FramesDropped}  restarts {Counts.Restarts}  failures {Counts.Failures}");
    }

    /// <summary>Runs it.</summary>
    /// <param name="onReport">Is given each state as it is taken.</param>
    /// <returns>All states; the first after some time for warming up.</returns>
    public List<State> Run(Action<State>? onReport = null)
    {
        _random.NextBytes(_pixels);
        for (int i = 0; i < _sound.Length; i++)
            _sound[i] = 0.1f * MathF.Sin(0.05f * i);
        var states = new List<State>();
        using EmotionStream stream = recognizer.OpenStream(new() { Interval = TimeSpan.FromSeconds(1) });
        stream.EmotionChanged += (_, _) => { };
        stream.FaceLost += (_, _) => { };
        int own = 0, first = 0;
        long counted = GC.GetTotalAllocatedBytes(precise: true);
        long frames = (long)(duration.TotalSeconds * FrameRate), every = (long)(report.TotalSeconds * FrameRate);
        for (long frame = 0; frame <= frames; frame++)
        {
            Tick(stream, frame);
            if (frame % every != 0)
                continue;
            bool idle = SpinWait.SpinUntil(() => stream.IsIdle, TimeSpan.FromSeconds(60));
            long allocated = GC.GetTotalAllocatedBytes(precise: true) - counted;
            int gen2 = GC.CollectionCount(2) - own;
            if (states.Count == 0)
                first = gen2;
            int before = GC.CollectionCount(2);
            long heap = GC.GetTotalMemory(forceFullCollection: true);
            own += GC.CollectionCount(2) - before;
            using var process = Process.GetCurrentProcess();
            states.Add(new State(TimeSpan.FromSeconds((double)frame / FrameRate), heap, process.WorkingSet64, allocated, gen2 - first, process.Threads.Count, idle, stream.Statistics));
            onReport?.Invoke(states[^1]);
            counted = GC.GetTotalAllocatedBytes(precise: true);
        }
        return states;
    }

    private void Tick(EmotionStream stream, long frame)
    {
        TimeSpan time = _offset + TimeSpan.FromSeconds((double)frame / FrameRate);
        // Of each ten minutes: one without a face, one without sound, a pause of an hour, and once in a while a jump of the clock.
        double minute = frame / 60.0 / FrameRate % 10;
        if (frame % (600 * FrameRate) == 0)
            _offset += TimeSpan.FromSeconds(_random.Next(3) == 0 ? -2000 : 3600);
        var view = new FrameView(_pixels, Width, Height, PixelLayout.Rgb24);
        if (minute is >= 3 and < 4)
            stream.PushFrameWithoutFace(time);
        else
            stream.PushFrame(view, new FaceBox(20 + frame % 13, 10, 80 + frame % 7, 80), time);
        int rate = minute < 8 ? 48000 : 44100;
        if (minute is < 5 or >= 6)
            stream.PushAudio(_sound.AsSpan(0, rate / FrameRate), rate, time);
        stream.Update();
        stream.TryGetLatest(out _);
        // As quick as the workers are, so that all frames and windows are worked on.
        while (!stream.IsIdle)
            Thread.Yield();
    }
}
