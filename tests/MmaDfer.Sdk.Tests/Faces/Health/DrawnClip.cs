using System.Numerics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Painting;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces.Health;

/// <summary>A clip of a drawn person, with the landmarks of each frame, as sharp and bright as drawn.</summary>
/// <param name="Label">The emotion.</param>
/// <param name="Frames">RGB24, Size x Size.</param>
/// <param name="Landmarks">Of each frame, in pixels.</param>
/// <param name="Samples">The voice.</param>
internal sealed record DrawnClip(string Label, byte[][] Frames, FaceLandmarks[] Landmarks, float[] Samples)
{
    public const int Size = 96, FrameRate = 8, SampleRate = 16000;
    private const int Seed = 31, FirstPerson = 2000;
    private static readonly ClipSettings s_settings = new() { Seed = Seed, Size = Size, FramesPerSecond = FrameRate, FirstIdentity = FirstPerson, Identities = 250 };
    private static readonly ClipGenerator s_generator = new(s_settings);

    /// <summary>Makes a clip. Its people are not among those that the demo model was trained with.</summary>
    /// <param name="number">Of seven clips in a row, each has another emotion.</param>
    /// <param name="turned">Degrees by which the head is turned to the right, besides its own movement.</param>
    /// <param name="raised">Degrees by which it is raised.</param>
    public static DrawnClip Make(int number, float turned = 0, float raised = 0)
    {
        ClipRecipe recipe = ClipRecipe.Of(s_settings, number);
        SyntheticClip clip = s_generator.Generate(recipe);
        Performance performance = s_generator.Perform(recipe);
        var mouth = new MmaDfer.Samples.SyntheticFaces.Voices.MouthMovement(s_generator.Speak(recipe).Samples);
        var person = Identity.Of(recipe.Identity);
        var scene = Scene.Draw(new Draws(Draws.Purpose.Scene, Seed, recipe.Index));
        var renderer = new FaceRenderer(person, scene, FaceStyle.Cartoon, Size);
        byte[][] frames = [.. clip.Frames];
        var landmarks = new FaceLandmarks[frames.Length];
        for (int i = 0; i < frames.Length; i++)
        {
            double time = (i + 0.5) / FrameRate;
            Expression shown = performance.At(time, mouth.At(time));
            if (turned != 0 || raised != 0)
            {
                shown = shown with { Yaw = shown.Yaw + float.DegreesToRadians(turned), Pitch = shown.Pitch - float.DegreesToRadians(raised) };
                frames[i] = new byte[3 * Size * Size];
                renderer.Render(shown, new Draws(Draws.Purpose.Sensor, Seed, recipe.Index, i), frames[i]);
            }
            landmarks[i] = Find(person, scene, shown);
        }
        return new DrawnClip(EmotionTable.Label(recipe.Emotion), frames, landmarks, [.. clip.Samples.Select(s => s / 32768f)]);
    }

    private static FaceLandmarks Find(Identity person, Scene scene, Expression shown)
    {
        var head = new HeadFrame(scene.Centre * Size, scene.Scale * Size, person.HeadWidth, person.Taper, shown);
        Vector2 right = head.At(-person.MouthWidth, person.MouthY, 0.05f), left = head.At(person.MouthWidth, person.MouthY, 0.05f);
        return new FaceLandmarks(
            head.At(-person.EyeX, person.EyeY), head.At(person.EyeX, person.EyeY), head.At(0, 0.02f + person.NoseLength, 0.16f), (right + left) / 2)
        {
            RightMouthCorner = right, LeftMouthCorner = left,
        };
    }
}
