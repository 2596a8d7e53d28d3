using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Painting;
using MmaDfer.Samples.SyntheticFaces.Voices;

namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>Makes clips. Thread-safe.</summary>
public sealed class ClipGenerator
{
    private readonly ClipSettings _settings;

    /// <exception cref="ArgumentException">A size that is odd, or a number that is not positive.</exception>
    public ClipGenerator(ClipSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.FramesPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Identities);
        if (settings.Size % 2 != 0)
            throw new ArgumentException($"The size is {settings.Size} pixels; it must be even.", nameof(settings));
        _settings = settings;
    }

    public SyntheticClip Generate(int index) => Generate(ClipRecipe.Of(_settings, index));

    /// <summary>
    /// Makes the clip of a recipe. Recipes that differ only in emotions of the same voice group have the same audio; of the same face group,
    /// the same frames except for the speaking mouth.
    /// </summary>
    public SyntheticClip Generate(ClipRecipe recipe)
    {
        Utterance utterance = Speak(recipe);
        var mouth = new MouthMovement(utterance.Samples);
        Performance performance = Perform(recipe);
        Scene scene = Scene.Draw(Stream(Draws.Purpose.Scene, recipe));
        var renderer = new FaceRenderer(Identity.Of(recipe.Identity), scene, _settings.Style, _settings.Size);
        byte[][] frames = new byte[(int)(ClipSettings.Seconds * _settings.FramesPerSecond)][];
        for (int i = 0; i < frames.Length; i++)
        {
            double time = (i + 0.5) / _settings.FramesPerSecond;
            frames[i] = new byte[3 * _settings.Size * _settings.Size];
            var noise = new Draws(Draws.Purpose.Sensor, _settings.Seed, recipe.Index, i);
            renderer.Render(performance.At(time, mouth.At(time)), noise, frames[i]);
        }
        short[] samples = Microphone.Record(utterance, Stream(Draws.Purpose.Sensor, recipe));
        return new SyntheticClip(recipe.Emotion, recipe.Identity, _settings.Size, _settings.FramesPerSecond, frames, samples);
    }

    internal Performance Perform(ClipRecipe recipe) =>
        new(EmotionTable.Face(recipe.Emotion), Stream(Draws.Purpose.Face, recipe), ClipSettings.Seconds);

    internal Utterance Speak(ClipRecipe recipe) => Voice.Speak(
        Speaker.Of(recipe.Identity), EmotionTable.Voice(recipe.Emotion),
        Stream(Draws.Purpose.Speech, recipe), Stream(Draws.Purpose.Sound, recipe), ClipSettings.Seconds);

    private Draws Stream(Draws.Purpose purpose, ClipRecipe recipe) => new(purpose, _settings.Seed, recipe.Index);
}
