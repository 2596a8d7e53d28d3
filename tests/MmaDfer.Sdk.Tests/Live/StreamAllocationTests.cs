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
            foreach (int way in (int[])[0, 1, 2])
            {
                using EmotionStream stream = recognizer.OpenStream(way == 2 ? new() { FaceFinder = new ScriptedFinder() } : null);
                stream.FaceLost += (_, _) => { };
                int frame = 0;
                long allocated = 0, bytes = 0;
                void Tick()
                {
                    TimeSpan time = TimeSpan.FromSeconds(frame++ / 60.0);
                    var view = new FrameView(pixels, 1280, 720, layout);
                    if (way == 1)
                        stream.PushFrame(view, new FaceBox(500 + frame % 7, 100, 301, 299), time);
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
            }
        }
    }
}
