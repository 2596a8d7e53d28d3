using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Faces;

namespace MmaDfer.Sdk.Tests.Live.Scenes;

/// <summary>The people of recordings.</summary>
[TestClass]
public sealed class WatchPeopleTests
{
    private static readonly FaceBox s_left = new(60, 80, 100, 100), s_right = new(400, 100, 120, 120);

    [TestMethod]
    public async Task APersonOfASceneIsReadAsAStreamReadsThatFaceAlone()
    {
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        var picture = new HeadScene();
        picture.Heads[1] = s_left;
        picture.Heads[2] = s_right;
        using var sound = new MemoryAudioSource(Enumerable.Range(0, 40000).Select(i => 0.3f * MathF.Sin(0.07f * i)).ToArray(), 16000);
        using var frames = new HeadFrames(picture, 2.4);
        var both = new List<float[]>();
        EmotionStreamOptions options = new() { FaceFinder = picture };
        await foreach (IReadOnlyList<ScenePerson> people in recognizer.WatchPeopleAsync(frames, sound, new() { Stream = options, FindSpeaker = false }))
            both.AddRange(people.Where(p => Math.Abs(p.Face.X - s_right.X) < 5 && p.Reading is not null).Select(p => p.Reading!.Value.Raw!.Probabilities.ToArray()));

        using var again = new HeadFrames(picture, 2.4);
        using var soundAgain = new MemoryAudioSource(Enumerable.Range(0, 40000).Select(i => 0.3f * MathF.Sin(0.07f * i)).ToArray(), 16000);
        var alone = new List<float[]>();
        var finder = FaceFinder.Create((_, faces) =>
        {
            faces[0] = s_right;
            return 1;
        });
        await foreach (EmotionReading reading in recognizer.WatchAsync(again, soundAgain, options with { FaceFinder = finder }))
            alone.Add(reading.Raw!.Probabilities.ToArray());
        Assert.IsGreaterThan(7, both.Count);
        // The first of the stream may be of audio alone.
        for (int i = 1; i <= both.Count; i++)
            CollectionAssert.AreEqual(alone[^i], both[^i], $"{i}th from the end");
    }

    /// <summary>The picture as it is, for a while.</summary>
    private sealed class HeadFrames(HeadScene picture, double seconds) : IFrameSource
    {
        private int _number;

        public bool IsLive => false;

        public int? FrameCount => null;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            time = TimeSpan.FromSeconds(0.04 * ++_number);
            frame = picture.Draw();
            return time.TotalSeconds <= seconds;
        }

        public void Dispose()
        {
        }
    }
}
