using System.Diagnostics;
using System.Globalization;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Live.Voices;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// The tables of docs/audio.md: how often a voice in a noise is found, and a noise is taken for one; what the demo model still tells of quiet
/// voices. People and noises are others than those of <see cref="VoiceTraining"/>; where espeak-ng is installed, its voices speak
/// too, which the training has never heard.
/// </summary>
internal static class VoiceRun
{
    private const double Seconds = 3;
    private const int Unseen = 50_000;

    private static readonly int[] s_rates = [16_000, 22_050, 48_000];
    private static readonly double[] s_decibels = [20, 10, 5, 0];
    private static readonly Dictionary<int, VoiceActivity> s_meters = s_rates.ToDictionary(r => r, r => new VoiceActivity(r));

    public static void Run(int windows)
    {
        Func<int, int, float[]>[] voices = [(n, rate) => DrawnVoices.Speak(Unseen + n, Unseen + n, rate, Seconds)];
        if (EspeakVoices.Find() is { } espeak)
            voices = [.. voices, (n, rate) => espeak.Speak(n, rate, Seconds)];
        Console.WriteLine($"{windows} windows of {Seconds} s each; {(voices.Length == 1 ? "drawn voices" : "drawn voices | espeak-ng")}");
        foreach (Noise noise in Enum.GetValues<Noise>())
        {
            var line = new List<string>();
            foreach (double decibels in s_decibels)
                line.Add(string.Join(" | ", voices.Select(v => Detect(v, noise, decibels, windows))));
            line.Add(Alarms(noise, windows));
            Console.WriteLine($"{noise,-7} {string.Join("; ", line)}");
        }
        Cost();
        Levels();
    }

    /// <summary>Windows with a voice that are said to have none; frames of a voice that are found, and others that are not taken for one.</summary>
    private static string Detect(Func<int, int, float[]> voice, Noise noise, double decibels, int windows)
    {
        int missed = 0, hits = 0, spoken = 0, wrong = 0, others = 0;
        for (int n = 0; n < windows; n++)
        {
            int rate = s_rates[n % s_rates.Length], seed = Unseen + (n * 100) + (int)noise;
            VoiceMix mix = VoiceMix.Of(voice(n, rate), new Noises(seed, rate, Seconds).Make(noise), decibels, -30, rate, n);
            float[] told = new float[VoiceActivity.MaxFrames];
            missed += s_meters[rate].Measure(mix.Frames, told) < VoiceActivity.LeastShare ? 1 : 0;
            for (int i = 0; i < mix.Speaking.Length; i++)
            {
                (spoken, others) = mix.Speaking[i] ? (spoken + 1, others) : (spoken, others + 1);
                hits += mix.Speaking[i] && told[i] >= 0.5f ? 1 : 0;
                wrong += !mix.Speaking[i] && told[i] >= 0.5f ? 1 : 0;
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"{decibels} dB: {missed} missed, frames {100.0 * hits / spoken:0} %, pauses taken for voice {100.0 * wrong / Math.Max(others, 1):0} %");
    }

    /// <summary>Windows of a noise alone that are said to hold a voice.</summary>
    private static string Alarms(Noise noise, int windows)
    {
        int wrong = 0, frames = 0, all = 0;
        for (int n = 0; n < windows; n++)
        {
            int rate = s_rates[n % s_rates.Length], seed = (2 * Unseen) + (n * 100) + (int)noise;
            VoiceMix mix = VoiceMix.Of(null, new Noises(seed, rate, Seconds).Make(noise), 0, -30, rate, n);
            float[] told = new float[VoiceActivity.MaxFrames];
            wrong += s_meters[rate].Measure(mix.Frames, told) >= VoiceActivity.LeastShare ? 1 : 0;
            frames += told.Take(mix.Speaking.Length).Count(p => p >= 0.5f);
            all += mix.Speaking.Length;
        }
        return string.Create(CultureInfo.InvariantCulture, $"alone: {wrong} alarms, frames {100.0 * frames / all:0.0} %");
    }

    /// <summary>The time of a measurement against that of the spectrogram that the network needs anyway.</summary>
    private static void Cost()
    {
        VoiceMix mix = VoiceMix.Of(DrawnVoices.Speak(1, 1, 16_000, Seconds), null, 0, -30, 16_000, 1);
        var mel = new LogMel(16_000);
        float[] told = new float[VoiceActivity.MaxFrames];
        double Time(Action action)
        {
            action();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < 100; i++)
                action();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds / 100;
        }

        double spectrogram = Time(() => mel.Write(mix.Samples, mix.Frames)), measured = Time(() => s_meters[16_000].Measure(mix.Frames, told));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cost of a window: {measured:0.00} ms, {measured / spectrogram:0.00} of its spectrogram"));
    }

    /// <summary>What the demo model tells of drawn people whose voices are as quiet as that.</summary>
    private static void Levels()
    {
        const int Clips = 210;
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
        var generator = new ClipGenerator(new ClipSettings { Seed = 18, FirstIdentity = 2000, Identities = 250 });
        SyntheticClip[] clips = [.. Enumerable.Range(0, Clips).Select(generator.Generate)];
        foreach (int quieter in (int[])[0, 10, 20, 30, 40, 50, 60])
        {
            int right = 0;
            double level = 0, peak = 0;
            foreach (SyntheticClip clip in clips)
            {
                float[] samples = [.. clip.Samples.Select(s => (float)(s / 32768.0 * Math.Pow(10, -quieter / 20.0)))];
                level += 20 * Math.Log10(Noises.Rms(samples)) / Clips;
                peak += 20 * Math.Log10(samples.Max(Math.Abs)) / Clips;
                var frames = new MemoryFrameSource([.. clip.Frames.Select(f => (ReadOnlyMemory<byte>)f)], clip.Size, clip.Size, framesPerSecond: clip.FramesPerSecond);
                right += recognizer.Recognize(frames, new MemoryAudioSource(samples, SyntheticClip.SampleRate)).Label == EmotionTable.Label(clip.Emotion) ? 1 : 0;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{quieter} dB quieter, RMS {level:0} dB, peak {peak:0} dB of full scale: {100.0 * right / Clips:0.0} %"));
        }
    }
}

/// <summary>Sentences of several languages, spoken by espeak-ng.</summary>
/// <param name="program">Path of espeak-ng.</param>
internal sealed class EspeakVoices(string program)
{
    private static readonly (string Language, string Text)[] s_texts =
    [
        ("es", "Hacía buen tiempo y bajamos al río para mirar los barcos que volvían del mar."),
        ("it", "Il tempo era bello e siamo scesi al fiume. Nessuno sa come la vecchia casa abbia avuto il suo nome."),
        ("sv", "Vädret var fint och vi gick ner till floden för att titta på båtarna."),
        ("en", "The weather was fine, and so we went down to the river. Did you really think I would not notice?"),
    ];

    private static readonly string[] s_voices = ["m5", "m6", "m7", "m8", "f4", "f5", "klatt4", "Denis"];

    private readonly Dictionary<int, (float[] Samples, int Rate)> _spoken = [];

    /// <summary>Null where it is not installed.</summary>
    public static EspeakVoices? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(f => Path.Combine(f, "espeak-ng")).FirstOrDefault(File.Exists) is { } path ? new EspeakVoices(path) : null;

    /// <summary>A part of a sentence.</summary>
    public float[] Speak(int number, int rate, double seconds)
    {
        if (!_spoken.TryGetValue(number, out var spoken))
            _spoken[number] = spoken = Run(number);
        float[] samples = new float[(int)(rate * seconds)];
        int from = new Random(number).Next(Math.Max(1, spoken.Samples.Length - (int)(seconds * spoken.Rate)));
        for (int i = 0; i < samples.Length; i++)
        {
            double place = from + ((double)i * spoken.Rate / rate);
            int at = (int)place;
            if (at + 1 < spoken.Samples.Length)
                samples[i] = spoken.Samples[at] + ((float)(place - at) * (spoken.Samples[at + 1] - spoken.Samples[at]));
        }
        return samples;
    }

    private (float[] Samples, int Rate) Run(int number)
    {
        string path = Path.Combine(Path.GetTempPath(), $"mmadfer-voice-{Environment.ProcessId}.wav");
        (string language, string text) = s_texts[number % s_texts.Length];
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        foreach (string argument in (string[])["-v", $"{language}+{s_voices[number / 4 % s_voices.Length]}", "-s", $"{120 + (number * 37 % 90)}", "-p", $"{25 + (number * 13 % 50)}", "-w", path, text])
            start.ArgumentList.Add(argument);
        using (Process process = Process.Start(start)!)
            process.WaitForExit();
        using IAudioSource audio = AudioSource.Open(path);
        var samples = new List<float>();
        float[] buffer = new float[8192];
        while (audio.Read(buffer, out _) is > 0 and var count)
            samples.AddRange(buffer.AsSpan(0, count).ToArray());
        File.Delete(path);
        return ([.. samples], audio.SampleRate);
    }
}
