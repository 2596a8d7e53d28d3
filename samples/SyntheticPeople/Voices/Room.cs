using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Voices;

namespace MmaDfer.Samples.SyntheticPeople.Voices;

/// <summary>From a voice to what a microphone in a room records: distance, echoes, its narrow band, noise, hum, babble, too much or too little gain.</summary>
internal static class Room
{
    private const double Loudest = 0.2;

    public static short[] Record(Utterance utterance, Draws draws)
    {
        float[] voice = utterance.Samples;
        double[] heard = new double[voice.Length];
        double decibels = utterance.Manner.Energy + (5 * draws.Bell());
        // Microphones of computers level what they hear.
        if (draws.Chance(0.4))
            decibels = -7 + (0.3 * (decibels + 7));
        double gain = Loudest * Level(decibels) / Math.Max(Rms(voice), 1e-9);
        for (int i = 0; i < voice.Length; i++)
            heard[i] = gain * voice[i];
        if (draws.Chance(0.7))
            Echo(heard, draws);
        Band(heard, draws);
        Noise(heard, draws);
        short[] samples = new short[heard.Length];
        double limit = draws.Chance(0.06) ? draws.Between(0.15, 0.5) : 0.97;
        for (int i = 0; i < samples.Length; i++)
        {
            double value = Math.Abs(heard[i]) > 0.6 ? Math.Sign(heard[i]) * (0.6 + (0.4 * (Math.Abs(heard[i]) - 0.6) / (Math.Abs(heard[i]) - 0.2))) : heard[i];
            samples[i] = (short)Math.Floor((Math.Clamp(value, -limit, limit) * 32767) + 0.5);
        }
        return samples;
    }

    /// <summary>Walls: four loops of different lengths, darker with each turn, and the first reflections.</summary>
    private static void Echo(double[] heard, Draws draws)
    {
        double size = draws.Between(0.4, 1.6), wet = draws.Between(0.03, 0.4), keep = draws.Between(0.5, 0.86), dark = draws.Between(0.2, 0.7);
        double[] dry = (double[])heard.Clone();
        foreach (double seconds in (ReadOnlySpan<double>)[0.0297, 0.0371, 0.0411, 0.0437])
        {
            double[] loop = new double[Math.Max(1, (int)(seconds * size * Voice.Rate))];
            double low = 0;
            for (int i = 0, at = 0; i < heard.Length; i++)
            {
                double old = loop[at];
                low += (1 - dark) * (old - low);
                loop[at] = dry[i] + (keep * low);
                heard[i] += 0.25 * wet * old;
                at = at + 1 == loop.Length ? 0 : at + 1;
            }
        }
        int first = (int)(draws.Between(0.002, 0.012) * Voice.Rate);
        double strength = draws.Between(0, 0.5);
        for (int i = heard.Length - 1; i >= first; i--)
            heard[i] += strength * dry[i - first];
    }

    private static void Band(double[] heard, Draws draws)
    {
        double high = 1 - Exact.Exp2(-draws.Between(30, 300) / Voice.Rate * 9.06), low = draws.Chance(0.4) ? draws.Between(0.35, 0.9) : 1;
        double slow = 0, fast = 0;
        for (int i = 0; i < heard.Length; i++)
        {
            slow += high * (heard[i] - slow);
            fast += low * (heard[i] - slow - fast);
            heard[i] = fast;
        }
    }

    private static void Noise(double[] heard, Draws draws)
    {
        double level = Level(draws.Between(-68, -32)), colour = draws.Between(0.03, 0.9), state = 0;
        double hum = draws.Chance(0.25) ? Level(draws.Between(-65, -42)) : 0, hertz = draws.Chance(0.5) ? 50 : 60;
        double clicks = draws.Chance(0.15) ? draws.Between(1, 8) / Voice.Rate : 0, click = 0, loud = Level(draws.Between(-40, -22));
        double norm = level / Math.Sqrt(colour / (2 - colour) / 3);
        for (int i = 0; i < heard.Length; i++)
        {
            state += colour * ((2 * draws.Unit()) - 1 - state);
            double turn = hertz * i / Voice.Rate;
            if (clicks > 0 && draws.Chance(clicks))
                click = loud;
            click *= 0.997;
            heard[i] += (norm * state) + (hum * (Exact.SinTurns(turn) + (0.5 * Exact.SinTurns(3 * turn)))) + (click * ((2 * draws.Unit()) - 1));
        }
        if (!draws.Chance(0.2))
            return;
        // Somebody else talks in the distance.
        Draws other = Draws(draws);
        Utterance babble = Voice.Speak(
            new Speaker(other.Between(90, 240), other.Between(0.85, 1.15), 0), (VoiceGroup)other.Below(4), other, other, heard.Length / (double)Voice.Rate);
        double quiet = Level(draws.Between(-50, -32)) / Math.Max(Rms(babble.Samples), 1e-9);
        for (int i = 0; i < Math.Min(heard.Length, babble.Samples.Length); i++)
            heard[i] += quiet * babble.Samples[i];

        static Draws Draws(Draws from) => People.PeopleDraws.Of(People.Draw.Sound, (long)(from.Next() >> 2));
    }

    private static double Level(double decibels) => Exact.Exp2(decibels * 0.16609640474436813);

    private static double Rms(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
            sum += sample * sample;
        return Math.Sqrt(sum / samples.Length);
    }
}
