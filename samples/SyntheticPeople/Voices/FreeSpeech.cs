using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Voices;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Voices;

/// <summary>
/// Sentences that say nothing of feelings, spoken by the voices of Flite, where it is installed, and changed as the manner of an emotion has it:
/// height, melody, tempo, trembling, roughness, breath, brightness. Its voices may be used without restriction.
/// </summary>
internal static class FreeSpeech
{
    public const string Program = "flite";

    /// <summary>Voices with 16,000 samples a second, and hertz at rest.</summary>
    private static readonly (string Name, double Hertz)[] Low = [("rms", 92), ("awb", 125), ("kal16", 105)];
    private static readonly (string Name, double Hertz)[] High = [("slt", 172)];

    private static readonly string[] Begins =
        ["the man", "my sister", "the teacher", "a neighbour", "our driver", "the woman", "his brother", "her uncle", "the children", "that student", "someone", "the farmer", "they all", "the two of us"];

    private static readonly string[] Middles =
        ["put the paper on", "walked around", "looked at", "carried a box to", "is standing near", "came back from", "moved a chair to", "saw the number on", "talked about", "went over to", "took the bag from", "waited next to"];

    private static readonly string[] Ends =
        ["the table", "the house", "the old bridge", "the second floor", "the kitchen", "a yellow door", "the station", "the garden wall", "the window", "a long street", "the library", "the blue car"];

    private static readonly string[] Whole =
        ["it is eleven o'clock", "the train leaves on Monday", "I have been here before", "we will see what comes next", "there are seven of them", "this is where it was", "you said it would be today", "that is what I heard", "it was over there all the time", "now he is in the other room"];

    /// <summary>Whether the program is there.</summary>
    public static bool IsInstalled(string program = Program)
    {
        try
        {
            Run(program, "-lv");
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <param name="person">Whose voice.</param>
    /// <param name="speaker">How high and how large it is.</param>
    /// <param name="manner">How it speaks.</param>
    /// <param name="draws">Of the clip.</param>
    /// <param name="seconds">Length of the audio; what is longer is cut, as films are.</param>
    /// <param name="text">What is said; null for drawn sentences.</param>
    /// <exception cref="InvalidDataException">Flite gave no audio.</exception>
    public static Utterance Speak(Person person, Speaker speaker, Manner manner, Draws draws, double seconds, string? text = null)
    {
        (string Name, double Hertz)[] voices = person.Appearance > 0.15f ? Low : person.Appearance < -0.15f ? High : draws.Chance(0.5) ? Low : High;
        (string voice, double hertz) = voices[Draw.Body.Of(person.Number, 8).Below(voices.Length)];
        // Higher also means smaller here, so that only a part of a manner's height is taken.
        double size = Math.Clamp(speaker.Pitch / hertz, 0.84, 1.2), height = Math.Clamp(0.6 * manner.Height, -3, 5);
        double ratio = size * Exact.Exp2(height / 12);
        double stretch = Math.Clamp(ratio * 4.2 / manner.Tempo, 0.45, 2.6);
        float[] spoken = Say(voice, text ?? Text(draws, seconds), stretch, hertz, manner.Range);
        float[] samples = new float[(int)(seconds * Voice.Rate)];
        int from = (int)(draws.Between(0, 0.25) * Voice.Rate);
        double at = 0, low = 0, grain = 0, loud = 0, roughPhase = 0, jitter = 0;
        double dark = Math.Clamp(1 - (0.9 * manner.Tilt), 0.15, 1), phase = draws.Unit(), hiss = 0;
        double length = Math.Max(1, spoken.Length / ratio);
        for (int i = from; i < samples.Length && at + 1 < spoken.Length; i++)
        {
            double time = (double)(i - from) / Voice.Rate;
            jitter += 0.02 * ((2 * draws.Unit()) - 1 - jitter);
            double semitones = (manner.Slope * 0.6 * (((i - from) / length) - 0.5)) + (manner.Tremor * Exact.SinTurns(phase + (5.5 * time))) + (60 * manner.Jitter * jitter);
            int whole = (int)at;
            double value = spoken[whole] + ((at - whole) * (spoken[whole + 1] - spoken[whole]));
            at += ratio * Exact.Exp2(semitones / 12);
            loud += 0.004 * (Math.Abs(value) - loud);
            // Every second period is weaker, and a growl is uneven.
            roughPhase += 0.5 * hertz * ratio * (1 + (0.6 * jitter)) / Voice.Rate;
            roughPhase -= Math.Floor(roughPhase);
            grain += 0.03 * ((2 * draws.Unit()) - 1 - grain);
            value *= 1 - (0.9 * manner.Roughness * ((0.5 + (0.5 * Exact.SinTurns(roughPhase))) + (2 * grain)));
            double noise = (2 * draws.Unit()) - 1;
            hiss += 0.5 * (noise - hiss);
            value += 0.5 * manner.Breath * loud * (noise - hiss);
            low += dark * (value - low);
            // A pressed voice has more of the upper tones.
            samples[i] = (float)(low + (Math.Max(0, 0.4 - manner.Tilt) * 1.5 * (value - low)));
        }
        return new Utterance(manner, [], samples);
    }

    private static string Text(Draws draws, double seconds)
    {
        var sentences = new List<string>();
        for (double left = seconds; left > 0; left -= 1.6)
            sentences.Add(draws.Chance(0.4) ? draws.Pick<string>(Whole) : $"{draws.Pick<string>(Begins)} {draws.Pick<string>(Middles)} {draws.Pick<string>(Ends)}");
        return string.Join(draws.Chance(0.5) ? ". " : ", ", sentences) + ".";
    }

    private static float[] Say(string voice, string text, double stretch, double hertz, double range)
    {
        string file = Path.GetTempFileName();
        try
        {
            string Set(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value:0.###}");
            Run(Program, "-voice", voice, "--setf", Set("duration_stretch", stretch), "--setf", Set("int_f0_target_mean", hertz), "--setf", Set("int_f0_target_stddev", Math.Clamp(4 * range, 4, 40)), "-t", text, "-o", file);
            byte[] wave = File.ReadAllBytes(file);
            const int Header = 44;
            if (wave.Length <= Header || BinaryPrimitives.ReadInt32LittleEndian(wave.AsSpan(24)) != Voice.Rate)
                throw new InvalidDataException($"{Program} gave no audio with {Voice.Rate} samples a second for the voice {voice}: use --speech 0.");
            float[] samples = new float[(wave.Length - Header) / 2];
            for (int i = 0; i < samples.Length; i++)
                samples[i] = BinaryPrimitives.ReadInt16LittleEndian(wave.AsSpan(Header + (2 * i))) / 32768f;
            return samples;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            // Both at once: the program would wait for whoever reads the other.
            Task<string> errors = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            errors.Wait();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidDataException($"{program} ended with {process.ExitCode}: use --speech 0.");
        }
        catch (Win32Exception problem)
        {
            throw new InvalidDataException($"{program} cannot be started: install it, or use --speech 0.", problem);
        }
    }
}
