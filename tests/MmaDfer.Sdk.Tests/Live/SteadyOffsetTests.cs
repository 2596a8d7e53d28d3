using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>A constant offset between the times of frames and audio is said from 0.2 s on; devices that are late, jitter or deliver in bursts are in order.</summary>
[TestClass]
public sealed class SteadyOffsetTests
{
    [TestMethod]
    [DataRow(0.02)]
    [DataRow(0.04)]
    public void OffsetsFromAFifthOfASecondOnAreSaidOnce(double block)
    {
        foreach (double size in (double[])[0.2, 0.25, 0.4, 0.7, 0.9, 1.5, 5])
        {
            foreach (double offset in (double[])[size, -size])
            {
                var room = new Room { AudioOffset = offset, Block = block };
                double? said = room.Run(30);
                Assert.IsNotNull(said, $"{offset} s");
                Assert.IsLessThan(10, said.Value, $"{offset} s");
                Assert.AreEqual(1, room.Faults.Count, $"{offset} s: {string.Join("; ", room.Faults)}");
                StringAssert.Contains(room.Faults[0], offset > 0 ? "ahead of" : "behind");
            }
        }
    }

    [TestMethod]
    public void LateAndUnsteadyDevicesAreNotAccused()
    {
        foreach (double latency in (double[])[0, 0.05, 0.15])
        {
            foreach (double block in (double[])[0.01, 0.02, 0.1, 0.5])
            {
                foreach (double burst in (double[])[0, 0.1, 0.5])
                {
                    foreach (bool audioIsLate in (bool[])[true, false])
                    {
                        var room = new Room { Block = block, Burst = burst, Jitter = 0.02, CameraLatency = audioIsLate ? 0 : latency, AudioLatency = audioIsLate ? latency : 0 };
                        Assert.IsNull(room.Run(60), $"latency {latency}, block {block}, bursts {burst}, {(audioIsLate ? "audio" : "camera")}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void ItEndsWithItsCauseAndBeginsAgain()
    {
        var room = new Room { AudioOffset = 0.3 };
        Assert.IsNotNull(room.Run(10));
        room.AudioOffset = 0;
        Assert.IsNotNull(room.Clock.SourcesFault);
        room.Run(8);
        Assert.IsNull(room.Clock.SourcesFault);
        room.AudioOffset = -0.3;
        room.Run(10);
        Assert.AreEqual(2, room.Faults.Count);
    }

    [TestMethod]
    public void AStallProvesNothing()
    {
        var room = new Room();
        Assert.IsNull(room.Run(20));
        for (int i = 0; i < 10; i++)
        {
            room.Silence(camera: i % 2 == 0, seconds: 2.5);
            Assert.IsNull(room.Run(1.5), $"{i}");
        }
    }

    /// <summary>A camera and a microphone before a clock, in simulated time.</summary>
    private sealed class Room
    {
        private readonly Random _random = new(1);
        private double _now, _frame, _audio;

        /// <summary>Seconds by which the clock of the audio is ahead.</summary>
        public double AudioOffset { get; set; }

        /// <summary>Seconds that data travels before it is pushed with its true time, and by how much that varies.</summary>
        public double CameraLatency { get; init; }

        public double AudioLatency { get; init; }

        public double Jitter { get; init; }

        /// <summary>Seconds for which both devices collect what they deliver at once; 0 for none.</summary>
        public double Burst { get; init; }

        public double Block { get; init; } = 0.02;

        public StreamClock Clock { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));

        public List<string> Faults { get; } = [];

        /// <summary>Runs for some seconds.</summary>
        /// <returns>When the first fault was said, in seconds; null for never.</returns>
        public double? Run(double seconds)
        {
            double? said = null;
            object? before = Clock.SourcesFault;
            for (double start = _now; _now < start + seconds; _now += 0.005)
            {
                double cameraNow = Delivered(_now, CameraLatency, 0.3), audioNow = Delivered(_now, AudioLatency, 0);
                for (; _frame + (1 / 30.0) <= cameraNow + 1e-6; _frame += 1 / 30.0)
                    Clock.AddFrame(TimeSpan.FromSeconds(_frame + (1 / 30.0)));
                for (; _audio + Block <= audioNow + 1e-6; _audio += Block)
                {
                    TimeSpan time = TimeSpan.FromSeconds(_audio + AudioOffset), end = time + TimeSpan.FromSeconds(Block);
                    Clock.BeginAudio(time, end);
                    Clock.EndAudio(time, end);
                }
                if (Clock.SourcesFault is { } fault && fault != before)
                {
                    said ??= _now - start;
                    Faults.Add(fault.Message);
                }
                before = Clock.SourcesFault;
            }
            return said;
        }

        /// <summary>One device delivers nothing for a while, and drops it.</summary>
        public void Silence(bool camera, double seconds)
        {
            double end = _now + seconds;
            while (_now < end)
            {
                if (camera)
                    _frame = _now + 0.1;
                else
                    _audio = _now + 0.1;
                Run(0.05);
            }
        }

        private double Delivered(double now, double latency, double phase)
        {
            now -= latency + (Jitter * _random.NextDouble());
            return Burst == 0 ? now : Math.Floor((now + phase) / Burst) * Burst - phase;
        }
    }
}
