using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Voices;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Voices;

/// <summary>
/// Speech of no language with the voice of a person, in the manner of an emotion: manners overlap widely, since a voice alone tells an emotion
/// less well than a clear face does.
/// </summary>
internal static class Speaking
{
    public static Utterance Speak(Person person, ClipRecipe recipe, PeopleSettings settings)
    {
        Draws manner = Draw.Manner.Of(settings.Seed, recipe.Index);
        Speaker speaker = SpeakerOf(person);
        Manner how = MannerOf(recipe.Emotion, manner);
        return IsSpeech(recipe, settings)
            ? FreeSpeech.Speak(person, speaker, how, Draw.Text.Of(settings.Seed, recipe.Index), settings.Seconds)
            : Voice.Speak(speaker, how, Draw.Speech.Of(settings.Seed, recipe.Index), Draw.Sound.Of(settings.Seed, recipe.Index), settings.Seconds);
    }

    /// <summary>Whether a clip has words.</summary>
    public static bool IsSpeech(ClipRecipe recipe, PeopleSettings settings) => Draw.Text.Of(settings.Seed, recipe.Index, 1).Chance(settings.SpeechShare);

    /// <summary>From deep men to high women, and a little of either for those in between.</summary>
    private static Speaker SpeakerOf(Person person)
    {
        Draws draws = Draw.Body.Of(person.Number, 7);
        double size = Math.Clamp(0.5 + (0.42 * person.Appearance) + (0.14 * draws.Bell()), -0.1, 1.1);
        double old = Math.Max(0, (person.Age - 55) / 30.0);
        return new Speaker(
            250 * Exact.Exp2(-(1.25 * size) + (0.12 * draws.Bell()) - (0.1 * old)), 0.84 + (0.33 * size) + (0.03 * draws.Bell()), (0.12 * draws.Bell()) + (0.1 * old));
    }

    private static Manner MannerOf(Emotion emotion, Draws draws)
    {
        // Height, range, slope, energy, tempo, jitter, roughness, tremor, breath, tilt.
        double[] plain = emotion switch
        {
            Emotion.Happiness => [4.5, 5.5, 1, -5, 4.9, 0.006, 0.02, 0, 0.1, 0.33],
            Emotion.Sadness => [-0.5, 1.2, -2.5, -13, 3, 0.012, 0.03, 0.5, 0.45, 0.8],
            Emotion.Neutral => [0, 2, -1, -9, 4, 0.006, 0.02, 0, 0.13, 0.55],
            Emotion.Anger => draws.Chance(0.3) ? [0.5, 2.5, -2.5, -6, 4, 0.02, 0.35, 0, 0.2, 0.15] : [3.5, 4.5, -2.5, 0, 4.8, 0.025, 0.4, 0, 0.15, 0.08],
            Emotion.Surprise => [6.5, 6, 4, -5, 4.6, 0.007, 0.02, 0, 0.15, 0.32],
            Emotion.Disgust => [-1.5, 2.5, -3, -8, 3.4, 0.014, 0.25, 0, 0.25, 0.45],
            Emotion.Fear => [5.5, 3, 1, -10, 5.2, 0.016, 0.04, 1.1, 0.5, 0.5],
            _ => throw new ArgumentOutOfRangeException(nameof(emotion)),
        };
        double Scale(double deviation) => Math.Max(0.35, 1 + (deviation * draws.Bell()));
        // Some voices say little of what is felt.
        double shown = draws.Chance(0.25) ? draws.Between(0, 0.5) : draws.Between(0.5, 1.2);
        double[] calm = [0, 2, -1, -9, 4, 0.006, 0.02, 0, 0.13, 0.55];
        for (int i = 0; i < plain.Length; i++)
            plain[i] = calm[i] + (shown * (plain[i] - calm[i]));
        return new Manner
        {
            Height = plain[0] + (1.5 * draws.Bell()),
            Range = Math.Max(0.3, plain[1]) * Scale(0.35),
            Slope = plain[2] + (1.5 * draws.Bell()),
            Energy = plain[3] + (3 * draws.Bell()),
            Tempo = plain[4] * Scale(0.15),
            Jitter = Math.Max(0.002, plain[5]) * Scale(0.4),
            Roughness = Math.Clamp((plain[6] * Scale(0.4)) + (0.05 * Math.Abs(draws.Bell())), 0, 0.8),
            Tremor = Math.Max(0, plain[7] * Scale(0.4)),
            Breath = Math.Clamp(plain[8] * Scale(0.4), 0.02, 1),
            Tilt = Math.Clamp(plain[9] + (0.12 * draws.Bell()), 0, 1),
        };
    }
}
