using System.Globalization;
using System.Numerics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Painting;
using MmaDfer.Samples.SyntheticFaces.Voices;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// The table of docs/faces.md: how often the demo model is right about drawn people whose heads are tilted, as they are and with
/// <see cref="EmotionStreamOptions.StraightenFace"/>. The heads themselves are drawn tilted, with upright shoulders and rooms; their
/// landmarks are those of the drawing.
/// </summary>
internal static class RollRun
{
    /// <summary>Pixels of the frame, of the face's box in it, and of the network's frames.</summary>
    private const int Size = 288, Box = 144, Seen = 96, Zoom = Size / Box, FrameRate = 8;

    private static readonly ClipSettings s_settings = new() { Seed = 17, FirstIdentity = 2000, Identities = 250, FramesPerSecond = FrameRate };

    public static void Run(int clips)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
        Console.WriteLine($"{clips} clips of {s_settings.Identities} people; right of both senses, and the right group of faces of four from the frames alone, as it is | straightened");
        foreach (int degrees in (int[])[0, 10, 20, 30, 45])
        {
            int[] right = new int[2], group = new int[2];
            for (int clip = 0; clip < clips; clip++)
            {
                // To the left and to the right in turn; each emotion has both.
                ClipRecipe recipe = ClipRecipe.Of(s_settings, clip);
                Utterance utterance = new ClipGenerator(s_settings).Speak(recipe);
                (byte[][] frames, FaceBox[] faces) = Draw(recipe, utterance, clip / 7 % 2 == 0 ? degrees : -degrees);
                float[] sound = [.. Microphone.Record(utterance, new Draws(Draws.Purpose.Sensor, s_settings.Seed, recipe.Index)).Select(s => s / 32768f)];
                for (int way = 0; way < 2; way++)
                {
                    List<ReadOnlyMemory<byte>> cut = Cut(frames, faces, straighten: way == 1);
                    EmotionPrediction both = recognizer.Recognize(new MemoryFrameSource(cut, Seen, Seen, framesPerSecond: FrameRate), new MemoryAudioSource(sound, SyntheticClip.SampleRate));
                    EmotionPrediction alone = recognizer.Recognize(new MemoryFrameSource(cut, Seen, Seen, framesPerSecond: FrameRate), null);
                    right[way] += both.Label == EmotionTable.Label(recipe.Emotion) ? 1 : 0;
                    Emotion said = EmotionTable.All.First(e => EmotionTable.Label(e) == alone.Label);
                    group[way] += EmotionTable.Face(said) == EmotionTable.Face(recipe.Emotion) ? 1 : 0;
                }
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{degrees,2} degrees: {100.0 * right[0] / clips:0.0} % | {100.0 * right[1] / clips:0.0} %; {100.0 * group[0] / clips:0.0} % | {100.0 * group[1] / clips:0.0} %"));
        }
    }

    /// <summary>The clip as a camera sees it that shows twice as much as the frames of the training, and where the face is.</summary>
    private static (byte[][] Frames, FaceBox[] Faces) Draw(ClipRecipe recipe, Utterance utterance, int degrees)
    {
        var generator = new ClipGenerator(s_settings);
        Performance performance = generator.Perform(recipe);
        var mouth = new MouthMovement(utterance.Samples);
        Scene scene = Scene.Draw(new Draws(Draws.Purpose.Scene, s_settings.Seed, recipe.Index));
        var corner = new Vector2((1 - 1f / Zoom) / 2);
        scene = scene with { Scale = scene.Scale / Zoom, Centre = corner + (scene.Centre / Zoom) };
        Identity person = Identity.Of(recipe.Identity);
        FaceStyle style = s_settings.Style;
        var renderer = new FaceRenderer(person, scene, style, Size, Zoom);
        byte[][] frames = new byte[(int)(ClipSettings.Seconds * FrameRate)][];
        var faces = new FaceBox[frames.Length];
        for (int i = 0; i < frames.Length; i++)
        {
            double time = (i + 0.5) / FrameRate;
            Expression shown = performance.At(time, mouth.At(time));
            shown = shown with { Roll = shown.Roll + (degrees * MathF.PI / 180) };
            frames[i] = new byte[3 * Size * Size];
            renderer.Render(shown, new Draws(Draws.Purpose.Sensor, s_settings.Seed, recipe.Index, i), frames[i]);
            var head = new HeadFrame(scene.Centre * Size, scene.Scale * Size, person.HeadWidth * style.HeadWidth, person.Taper, shown);
            float eye = person.EyeX * style.EyeSpread;
            faces[i] = new FaceBox(corner.X * Size, corner.Y * Size, Box, Box)
            {
                Landmarks = new(head.At(-eye, person.EyeY), head.At(eye, person.EyeY), head.At(0, person.NoseLength, 0.16f), head.At(0, person.MouthY)),
            };
        }
        return (frames, faces);
    }

    /// <summary>What the network sees of each frame, by the way that frames of a stream take.</summary>
    private static List<ReadOnlyMemory<byte>> Cut(byte[][] frames, FaceBox[] faces, bool straighten)
    {
        EmotionStreamOptions options = new() { StraightenFace = straighten };
        var queue = new FrameQueue();
        var place = new LastFace();
        var ring = new FrameRing(3 * Seen * Seen, frames.Length + 1);
        var intake = new FrameIntake(queue, place, Seen, options);
        var cutter = new FaceCutter(queue, place, new Presence(), ring, Seen, options);
        var window = new WindowBuffer(Seen, twoClip: false);
        for (int i = 0; i < frames.Length; i++)
        {
            intake.Push(new FrameView(frames[i], Size, Size, PixelLayout.Rgb24), faces[i], TimeSpan.FromSeconds((i + 1.0) / FrameRate), 0);
            cutter.ProcessNext();
        }
        ring.Copy(0, TimeSpan.Zero, TimeSpan.FromSeconds(100), window);
        return [.. Enumerable.Range(0, FrameChoice.Frames).Select(i => (ReadOnlyMemory<byte>)window.Frame(i).ToArray())];
    }
}
