using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>
/// Three hours in which the samples come a little faster or slower than their rate says: a clap that is seen and heard at one moment stays at
/// one place of the windows. Time is simulated.
/// </summary>
[TestClass]
public sealed class LongDriftTests
{
    private const int Rate = 8000, FrameRate = 10, Size = 8;
    private const double Hours = 3, ClapEvery = 60, Block = 0.02;

    [TestMethod]
    [DataRow(0.0003, 0)]
    [DataRow(-0.0003, 0)]
    [DataRow(0.0003, 15)]
    [DataRow(-0.0003, 15)]
    public void ClapsStayWithTheirFramesWhenBlocksHaveTheCallersTimes(double drift, int jitterMilliseconds)
    {
        var stream = new ClappingStream(drift);
        var random = new Random(1);
        stream.Run((block, heard) =>
            stream.Live.PushAudio(block, Rate, 1, TimeSpan.FromSeconds(heard - Block + (random.Next(-jitterMilliseconds, jitterMilliseconds + 1) / 1000.0))));
        stream.Check(0.05);
    }

    [TestMethod]
    [DataRow(0.0003)]
    [DataRow(-0.0003)]
    public void ClapsStayWithTheirFramesWhenADeviceHearsThem(double drift)
    {
        var stream = new ClappingStream(drift);
        var random = new Random(1);
        var time = new ManualTime();
        var ring = new SampleRing(Rate, 1, TimeSpan.FromSeconds(1), new CaptureClock(time));
        float[] room = new float[Rate];
        double now = 0;
        stream.Run((block, heard) =>
        {
            // Blocks arrive up to 10 ms late, and each hundredth one with the next two.
            double arrives = Math.Max(now, heard + (random.NextDouble() * 0.01) + (random.Next(100) == 0 ? 2 * Block : 0));
            time.Advance(TimeSpan.FromSeconds(arrives - now));
            now = arrives;
            ring.Write(block);
            int count = ring.Read(room, out TimeSpan start);
            stream.Live.PushAudio(room.AsSpan(0, count), Rate, 1, start);
        });
        stream.Check(0.05);
    }

    /// <summary>A stream whose frames have true times; some of them are white, with a clap at that moment.</summary>
    private sealed class ClappingStream(double drift)
    {
        private readonly WindowBuffer _window = new(Size, twoClip: false);
        private readonly List<double> _offsets = [];
        private readonly byte[] _dark = new byte[3 * Size * Size], _white = [.. Enumerable.Repeat((byte)255, 3 * Size * Size)];

        public LiveStream Live { get; } = new(new EmotionStreamOptions { Window = TimeSpan.FromSeconds(1.6) }, Size, ["a", "b"]);

        /// <summary>Plays all hours.</summary>
        /// <param name="hear">Gets each block of samples and the time at which its last one was heard.</param>
        public void Run(Action<float[], double> hear)
        {
            int length = (int)(Block * Rate), frames = 0;
            float[] block = new float[length];
            double second = Rate * (1 + drift), clap = ClapEvery, end = Hours * 3600;
            for (long sample = 0; sample / second < end; sample += length)
            {
                Array.Clear(block);
                double heard = (sample + length) / second;
                if (heard > clap && (sample / second) <= clap)
                    block[(int)((clap * second) - sample)] = 1;
                hear(block, heard);
                for (; (double)frames / FrameRate <= heard; frames++)
                {
                    double shown = (double)frames / FrameRate;
                    Live.PushFrame(new FrameView(Math.Abs(shown - clap) < 0.01 ? _white : _dark, Size, Size, PixelLayout.Rgb24), TimeSpan.FromSeconds(shown));
                    Live.ProcessFrame();
                }
                if (heard < clap + 0.8)
                    continue;
                Measure();
                clap += ClapEvery;
            }
        }

        /// <summary>Claps are within some seconds of their frames, and nothing was said of two clocks.</summary>
        public void Check(double limit)
        {
            Assert.HasCount((int)(Hours * 3600 / ClapEvery) - 1, _offsets);
            Assert.IsLessThan(limit, _offsets.Max(Math.Abs), $"from {_offsets.Min():0.000} to {_offsets.Max():0.000} s");
            Assert.IsNull(Live.Clock.SourcesFault, Live.Clock.SourcesFault?.Message);
            Assert.AreEqual(0, Live.Statistics.Restarts);
        }

        /// <summary>By how much the clap is heard after its frame is seen, to a hundredth of a second, in the newest window.</summary>
        private void Measure()
        {
            Assert.IsTrue(Live.TakeWindow(_window));
            int seen = Enumerable.Range(0, FrameChoice.Frames).Single(i => _window.Frame(i)[0] == 255);
            // With ten frames a second, all 16 of a window are chosen: the first one is the first that is later than its start.
            double start = _window.Start.TotalSeconds, frame = (Math.Floor(start * FrameRate + 1e-6) + 1 + seen) / FrameRate - start;
            int loudest = 0;
            double most = double.MinValue;
            // Behind these rows there is "no audio", which is not the lowest level.
            for (int row = 0; row < 150; row++)
            {
                double sum = 0;
                foreach (float value in _window.Spectrogram.Slice(row * Spectrogram.Bands, Spectrogram.Bands))
                    sum += value;
                if (sum > most)
                    (loudest, most) = (row, sum);
            }
            // A row stands for 25 ms from its hundredth on.
            _offsets.Add((loudest / 100.0) + 0.0125 - frame);
        }
    }
}
