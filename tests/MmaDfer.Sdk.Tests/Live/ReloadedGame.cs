using System.Runtime.Loader;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>
/// A game that opens everything and disposes nothing. <see cref="UnloadingTests"/> loads this assembly once more, into a context that it
/// unloads, as editors do with a game's code.
/// </summary>
public static class ReloadedGame
{
    // As games do it.
    private static EmotionRecognizer? s_recognizer;
    private static EmotionStream? s_stream;
    private static EmotionScene? s_scene;
    private static Task? s_watch;
    private static int s_events;

    /// <summary>Plays until there are readings of a stream, of a scene and of a camera that is watched (if the SDK is in this context).</summary>
    /// <param name="model">Path of a model.</param>
    /// <returns>Name of the context that the SDK is in.</returns>
    public static string Play(string model)
    {
        s_recognizer = EmotionRecognizer.Load(model, new() { Engine = new EnginePicker([new CpuEngine(2)]) });
        s_recognizer.EngineChanged += (_, _) => s_events++;
        var options = new EmotionStreamOptions { FaceFinder = FaceFinder.Create(Find) };
        s_stream = s_recognizer.OpenStream(options);
        s_stream.EmotionChanged += (_, _) => s_events++;
        s_scene = s_recognizer.OpenScene(new() { Stream = options });
        s_scene.PersonAppeared += (_, _) => s_events++;
        // An SDK of another context goes on reading this code's camera: its editor must end that.
        string context = AssemblyLoadContext.GetLoadContext(typeof(EmotionStream).Assembly)!.Name!;
        int watched = context == "Default" ? 1 : 0;
        s_watch = watched == 1 ? null : Task.Run(async () =>
        {
            await foreach (EmotionReading _ in s_recognizer.WatchAsync(new Camera(), null))
                Volatile.Write(ref watched, 1);
        });
        byte[] pixels = new byte[40 * 40 * 3];
        for (int i = 0; !s_stream.TryGetLatest(out _) || s_scene.CopyPeople(new ScenePerson[4]) == 0 || Volatile.Read(ref watched) == 0; i++)
        {
            new Random(i).NextBytes(pixels);
            s_stream.PushFrame(new FrameView(pixels, 40, 40, PixelLayout.Rgb24), TimeSpan.FromSeconds(0.04 * i));
            s_scene.PushFrame(new FrameView(pixels, 40, 40, PixelLayout.Rgb24), TimeSpan.FromSeconds(0.04 * i));
            s_stream.Update();
            s_scene.Update();
            Thread.Sleep(1);
        }
        return context;
    }

    private static int Find(FrameView frame, Span<FaceBox> faces)
    {
        s_events++;
        faces[0] = new FaceBox(4, 4, 32, 32);
        return 1;
    }

    /// <summary>A camera without an end.</summary>
    private sealed class Camera : IFrameSource
    {
        private readonly byte[] _pixels = new byte[40 * 40 * 3];
        private int _read;

        public int? FrameCount => null;

        public bool IsLive => true;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            Thread.Sleep(2);
            frame = new FrameView(_pixels, 40, 40, PixelLayout.Rgb24);
            time = TimeSpan.FromSeconds(0.04 * _read++);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
