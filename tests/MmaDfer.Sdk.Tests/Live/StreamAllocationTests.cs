using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>What a game's thread does each frame allocates nothing, in any layout, with the face known or looked for.</summary>
[TestClass]
public sealed class StreamAllocationTests
{
    [TestMethod]
    public void PushingUpdatingAndPollingAllocateNothing()
    {
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        byte[] pixels = new byte[1280 * 720 * 4];
        float[] audio = new float[2 * 800];
        foreach (PixelLayout layout in (PixelLayout[])[PixelLayout.Bgra32, PixelLayout.Nv12])
        {
            // 3 and 4: as 1 and 2, of a camera on its side, with a tilted head.
            foreach (int way in (int[])[0, 1, 2, 3, 4])
            {
                var eyes = new FaceLandmarks(new(560, 160), new(620, 200), new(580, 190), new(570, 220));
                using EmotionStream stream = recognizer.OpenStream(way switch
                {
                    2 => new() { FaceFinder = new ScriptedFinder() },
                    3 => new() { StraightenFace = true },
                    4 => new() { StraightenFace = true, FaceFinder = new ScriptedFinder { Where = _ => new FaceBox(50, 20, 99, 101) { Landmarks = eyes.Transform(0.25f, default) } } },
                    _ => null,
                });
                stream.FaceLost += (_, _) => { };
                int frame = 0;
                long allocated = 0, bytes = 0;
                void Tick()
                {
                    TimeSpan time = TimeSpan.FromSeconds(frame++ / 60.0);
                    var view = new FrameView(pixels, 1280, 720, layout) { Rotation = way > 2 ? 90 : 0, Mirrored = way > 2 };
                    if (way is 1 or 3)
                        stream.PushFrame(view, new FaceBox(300 + frame % 7, 100, 301, 299) { Landmarks = eyes }, time);
                    else
                        stream.PushFrame(view, time);
                    stream.PushAudio(audio, 48000, time, 2);
                    stream.Update();
                    bytes += stream.TryGetLatest(out EmotionReading latest) && latest.Label is not null ? latest.Probabilities.Length : 0;
                }
                // The workers keep up, but not with each push.
                void KeepUp(int i)
                {
                    if (i % 5 == 0)
                        Assert.IsTrue(SpinWait.SpinUntil(() => stream.IsIdle, TimeSpan.FromSeconds(60)));
                }
                for (int i = 0; i < 250; i++)
                {
                    Tick();
                    KeepUp(i);
                }
                // A change of emotion is an object for the event's handlers. Each of the few slots for frames takes its memory when it is
                // first needed, which on a busy machine may be late.
                for (int round = 0; round == 0 || (allocated > 300 && round < 8); round++)
                {
                    allocated = 0;
                    for (int i = 0; i < 250; i++)
                    {
                        long before = GC.GetAllocatedBytesForCurrentThread();
                        Tick();
                        allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                        KeepUp(i);
                    }
                }
                Assert.IsLessThanOrEqualTo(300, allocated, $"{layout}, way {way}");
                Assert.IsGreaterThan(0, stream.Statistics.FramesKept);
                Assert.AreEqual(way > 2, stream.Statistics.FramesStraightened > 0);
            }
        }
    }
}
