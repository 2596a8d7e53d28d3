using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Painting;
using MmaDfer.Samples.SyntheticFaces.Voices;

namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>Makes clips. May be used by many threads at once.</summary>
public sealed class ClipGenerator(ClipSettings settings)
{
    public SyntheticClip Generate(int index) => Generate(ClipRecipe.Of(settings, index));

    /// <summary>
    /// The clip of a recipe. Two recipes that differ only in an emotion with the same voice have the same sound; with the same
    /// face, the same pictures but for the mouth that speaks.
    /// </summary>
    public SyntheticClip Generate(ClipRecipe recipe)
    {
        Utterance utterance = Speak(recipe);
        var mouth = new MouthMovement(utterance.Samples);
        Performance performance = Perform(recipe);
        Scene scene = Scene.Draw(Stream(Draws.Purpose.Scene, recipe));
        var renderer = new FaceRenderer(Identity.Of(recipe.Identity), scene, settings.Style, settings.Size);
        byte[][] frames = new byte[(int)(ClipSettings.Seconds * settings.FramesPerSecond)][];
        for (int i = 0; i < frames.Length; i++)
        {
            double time = (i + 0.5) / settings.FramesPerSecond;
            frames[i] = new byte[3 * settings.Size * settings.Size];
            var noise = new Draws(Draws.Purpose.Sensor, settings.Seed, recipe.Index, i);
            renderer.Render(performance.At(time, mouth.At(time)), noise, frames[i]);
        }
        short[] samples = Microphone.Record(utterance, Stream(Draws.Purpose.Sensor, recipe));
        return new SyntheticClip(recipe.Emotion, recipe.Identity, settings.Size, settings.FramesPerSecond, frames, samples);
    }

    internal Performance Perform(ClipRecipe recipe) =>
        new(EmotionTable.Face(recipe.Emotion), Stream(Draws.Purpose.Face, recipe), ClipSettings.Seconds);

    internal Utterance Speak(ClipRecipe recipe) => Voice.Speak(
        Speaker.Of(recipe.Identity), EmotionTable.Voice(recipe.Emotion),
        Stream(Draws.Purpose.Speech, recipe), Stream(Draws.Purpose.Sound, recipe), ClipSettings.Seconds);

    private Draws Stream(Draws.Purpose purpose, ClipRecipe recipe) => new(purpose, settings.Seed, recipe.Index);
}
