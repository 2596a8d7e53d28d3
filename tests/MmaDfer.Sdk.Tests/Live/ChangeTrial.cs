using System.Globalization;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>
/// How soon a stream says another emotion: a drawn person that the demo model was not trained on, whose emotion changes about every 6 s, from
/// each of the seven to each other one, in a random order. Emotions last up to 0.24 s less, so that changes have any place between two windows.
/// Times are those of the readings: the time that computing takes is not in them.
/// </summary>
internal sealed class ChangeTrial
{
    private const int Size = 96, FrameRate = 25, ClipsOfEach = 3;

    private readonly List<ReadOnlyMemory<byte>> _frames = [];
    private readonly List<float> _audio = [];
    private readonly List<(Emotion Emotion, double Onset)> _parts = [];

    /// <summary>Draws a person.</summary>
    /// <param name="person">The number of the person; the model knows 4000 to 6999.</param>
    /// <param name="changes">How many changes, up to 42.</param>
    public ChangeTrial(int person, int changes)
    {
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = FrameRate, Seed = 13, Size = Size });
        var cuts = new Random(1000 + person);
        int clip = 0;
        foreach (Emotion emotion in Circuit(new Random(person)).Take(changes + 1))
        {
            _parts.Add((emotion, (double)_frames.Count / FrameRate));
            for (int i = 0; i < ClipsOfEach; i++)
            {
                SyntheticClip drawn = generator.Generate(new ClipRecipe((100 * person) + clip++, emotion, person));
                _frames.AddRange(drawn.Frames.Select(f => (ReadOnlyMemory<byte>)f));
                _audio.AddRange(drawn.Samples.Select(s => s / 32768f));
            }
            int cut = cuts.Next(7), samples = cut * SyntheticClip.SampleRate / FrameRate;
            _frames.RemoveRange(_frames.Count - cut, cut);
            _audio.RemoveRange(_audio.Count - samples, samples);
        }
    }

    /// <summary>Watches the person.</summary>
    public async Task<List<EmotionReading>> Watch(EmotionRecognizer recognizer, EmotionStreamOptions options)
    {
        using var frames = new MemoryFrameSource(_frames, Size, Size, framesPerSecond: FrameRate);
        using var audio = new MemoryAudioSource(_audio.ToArray(), SyntheticClip.SampleRate);
        var readings = new List<EmotionReading>();
        await foreach (EmotionReading reading in recognizer.WatchAsync(frames, audio, options))
            readings.Add(reading);
        return readings;
    }

    /// <summary>Counts what the readings say.</summary>
    public void Count(IReadOnlyList<EmotionReading> readings, ChangeCounts counts)
    {
        for (int part = 0; part < _parts.Count; part++)
        {
            (Emotion emotion, double onset) = _parts[part];
            double end = part + 1 < _parts.Count ? _parts[part + 1].Onset : double.PositiveInfinity;
            string felt = EmotionTable.Label(emotion);
            string? before = readings.LastOrDefault(r => r.Time.TotalSeconds <= onset).Label, label = before;
            double? said = before == felt || part == 0 ? 0 : null;
            foreach (EmotionReading reading in readings.Where(r => r.Time.TotalSeconds > onset && r.Time.TotalSeconds <= end))
            {
                double since = reading.Time.TotalSeconds - onset;
                counts.Add(since, reading.Label == felt, reading.Raw?.Label == felt);
                if (reading.Label == label)
                    continue;
                label = reading.Label;
                if (label == felt && said is null)
                    counts.Delays.Add((said = since).Value);
                else if (part > 0)
                    counts.OtherChanges++;
            }
            if (said is null)
                counts.Delays.Add(double.PositiveInfinity);
        }
    }

    /// <summary>Each of the seven emotions after each other one, once.</summary>
    private static List<Emotion> Circuit(Random random)
    {
        Stack<int>[] left = [.. Enumerable.Range(0, 7).Select(from =>
        {
            int[] others = [.. Enumerable.Range(0, 7).Where(to => to != from)];
            random.Shuffle(others);
            return new Stack<int>(others);
        })];
        var open = new Stack<int>([random.Next(7)]);
        var circuit = new List<Emotion>();
        while (open.TryPeek(out int at))
        {
            if (left[at].TryPop(out int next))
                open.Push(next);
            else
                circuit.Add((Emotion)open.Pop());
        }
        return circuit;
    }
}

/// <summary>What was counted over some people.</summary>
internal sealed class ChangeCounts
{
    private int _readings, _right, _settled, _settledRight, _settledRaw;

    /// <summary>Seconds from each change to the reading with the new label; infinite for none before the next change.</summary>
    public List<double> Delays { get; } = [];

    /// <summary>Changes of the label that are not the first to the new emotion.</summary>
    public int OtherChanges { get; set; }

    /// <summary>Share of the readings from 3 s after a change on whose label is right.</summary>
    public double Settled => (double)_settledRight / _settled;

    /// <summary>The same of the predictions for the windows.</summary>
    public double SettledRaw => (double)_settledRaw / _settled;

    /// <summary>Share of all readings whose label is right.</summary>
    public double Right => (double)_right / _readings;

    /// <summary>Other changes of the label in a minute.</summary>
    public double OtherChangesAMinute => OtherChanges / (_readings * 0.25 / 60);

    public double Quantile(double share) => Delays.Order().ElementAt((int)(share * (Delays.Count - 1)));

    public void Add(double since, bool right, bool raw)
    {
        (_readings, _right) = (_readings + 1, _right + (right ? 1 : 0));
        if (since > 3)
            (_settled, _settledRight, _settledRaw) = (_settled + 1, _settledRight + (right ? 1 : 0), _settledRaw + (raw ? 1 : 0));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Delays.Count} | {Quantile(0.5):0.00} s | {Quantile(0.9):0.00} s | {Delays.Count(double.IsInfinity)} | {100 * Settled:0.0} % | {100 * SettledRaw:0.0} % | {100 * Right:0.0} % | {OtherChangesAMinute:0.0}");
}
