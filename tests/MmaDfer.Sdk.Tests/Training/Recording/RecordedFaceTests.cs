using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Sdk.Tests.Training.Recording;

[TestClass]
public sealed class RecordedFaceTests
{
    /// <summary>What is recorded is what a stream shows the network: the crop of the face, resized once.</summary>
    [TestMethod]
    [DataRow(60, 20, 50, 60)]
    [DataRow(155, 70, 60, 70)]
    public void ItIsTheCropOfAStream(int x, int y, int width, int height)
    {
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        const int wide = 200, high = 140, size = DrawnCamera.Size;
        var random = SeededRandom.Of(9);
        byte[][] frames = [.. Enumerable.Range(0, 14).Select(_ => Enumerable.Range(0, 3 * wide * high).Select(_ => (byte)random.Below(256)).ToArray())];
        var box = new FaceBox(x, y, width, height);
        IFaceFinder finder = FaceFinder.Create((_, faces) =>
        {
            faces[0] = box;
            return 1;
        });
        using var recorder = new ClipRecorder(RecordingOptions.Of(folder) with { FaceFinder = finder, Tracking = new() { DetectionInterval = TimeSpan.Zero } });
        for (int i = 0; i < frames.Length; i++)
        {
            if (i == 3)
                recorder.BeginTake("happy");
            recorder.PushFrame(new FrameView(frames[i], wide, high, PixelLayout.Rgb24), TimeSpan.FromSeconds(0.1 * i));
        }
        Assert.IsTrue(recorder.IsTakeComplete);
        RecordedClip clip = recorder.Keep(recorder.EndTake());
        using IFrameSource read = FrameSource.Open(clip.Path);
        byte[] expected = new byte[3 * size * size], actual = new byte[expected.Length];
        for (int i = 3; i < 13; i++)
        {
            FaceCrop.Around(box, wide, high).Cut(new FrameView(frames[i], wide, high, PixelLayout.Rgb24), new BilinearResize(size), expected);
            Assert.IsTrue(read.TryRead(out FrameView frame, out _), $"frame {i}");
            frame.CopyTo(actual);
            CollectionAssert.AreEqual(expected, actual, $"frame {i}");
        }
        // The face at the corner reaches beyond the frame.
        Assert.AreEqual(x == 155 ? "faceAtEdge" : "", RecordingOptions.Rows(folder).Single()["problems"].Split(' ').FirstOrDefault(p => p == "faceAtEdge") ?? "");
    }
}
