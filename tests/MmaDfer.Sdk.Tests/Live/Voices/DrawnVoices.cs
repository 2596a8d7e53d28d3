using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Voices;

namespace MmaDfer.Sdk.Tests.Live.Voices;

/// <summary>Drawn people who speak for as long as is asked, in any of the four manners, with pauses between their phrases.</summary>
internal static class DrawnVoices
{
    private static readonly VoiceGroup[] s_groups = Enum.GetValues<VoiceGroup>();

    /// <summary>A voice of RMS 1 while it speaks, without any noise.</summary>
    /// <param name="person">Number of the person.</param>
    /// <param name="seed">Of what is said, and how.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="seconds">Length.</param>
    public static float[] Speak(int person, int seed, int rate, double seconds)
    {
        var pauses = new Random(seed);
        float[] samples = new float[(int)(rate * seconds)];
        VoiceGroup group = s_groups[seed % s_groups.Length];
        double at = 0;
        for (int phrase = 0; at < seconds; phrase++)
        {
            double length = 1 + (2 * pauses.NextDouble());
            Utterance said = Voice.Speak(
                Speaker.Of(person), group, new Draws(Draws.Purpose.Speech, seed, phrase, 77), new Draws(Draws.Purpose.Sound, seed, phrase, 77), length);
            Noises.Scale(said.Samples, 1 / Noises.Rms(said.Samples));
            int start = (int)(at * rate);
            for (int i = start; i < samples.Length && i < start + (int)(length * rate); i++)
                samples[i] = Between(said.Samples, (double)(i - start) * Voice.Rate / rate);
            at += length + 0.1 + (0.5 * pauses.NextDouble());
        }
        return samples;
    }

    /// <summary>Linear between two samples: what it adds above 8 kHz is far below the voice.</summary>
    private static float Between(float[] samples, double place)
    {
        int i = (int)place;
        float next = i + 1 < samples.Length ? samples[i + 1] : 0;
        return i < samples.Length ? samples[i] + ((float)(place - i) * (next - samples[i])) : 0;
    }
}
