using System.Globalization;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Conversations;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live.Scenes;

/// <summary>
/// Shows a scene drawn people of whom one speaks at a time, and counts in how many windows the right one is heard, and how often the emotion is
/// right: in the scene, without looking who speaks, and for each person alone.
/// </summary>
internal sealed class SpeakerTrial
{
    /// <summary>Until then, readings are said to be warming up, or nearly.</summary>
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(2);

    /// <summary>Windows in which somebody speaks for half a second or more.</summary>
    public int Windows { get; private set; }

    /// <summary>Windows in which the one who speaks most of it is heard, and nobody else; or nobody, if that voice is from off screen.</summary>
    public int Right { get; private set; }

    /// <summary>Windows in which somebody else is heard.</summary>
    public int Wrong { get; private set; }

    /// <summary>Windows of people, and how often their emotion is right.</summary>
    public Counts Scene { get; } = new();

    public Counts Everybody { get; } = new();

    public Counts Alone { get; } = new();

    /// <summary>The table of docs/people.md.</summary>
    public static async Task Print(EmotionRecognizer recognizer, int scenes, double seconds, bool accuracy = true)
    {
        foreach ((string name, int people, bool offScreen, bool mouthing, int rate) in (IEnumerable<(string, int, bool, bool, int)>)
            [("two people", 2, false, false, 25), ("three people", 3, false, false, 25), ("two people, the other moves the lips too", 2, false, true, 25),
             ("one person, voice off screen", 1, true, false, 25), ("two people, voice off screen", 2, true, false, 25),
             ("two people, voice off screen, both move the lips", 2, true, true, 25), ("two people, 15 frames a second", 2, false, false, 15)])
        {
            var trial = new SpeakerTrial();
            for (int seed = 1; seed <= scenes; seed++)
                await trial.Run(recognizer, ConversationPlan.Draw(seed, people, seconds, offScreen) with { Mouthing = mouthing, FrameRate = rate }, accuracy && !offScreen && !mouthing && rate == 25);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {trial.Windows} windows, right {100.0 * trial.Right / trial.Windows:0.0} %, somebody else {100.0 * trial.Wrong / trial.Windows:0.0} %; emotions right: {trial.Scene}; everybody hears everything {trial.Everybody}; alone {trial.Alone}"));
        }
    }

    /// <summary>Shows a scene.</summary>
    public async Task Run(EmotionRecognizer recognizer, ConversationPlan plan, bool accuracy)
    {
        List<Seen> seen = await Watch(recognizer, plan, findSpeaker: true);
        foreach (IGrouping<TimeSpan, Seen> window in seen.Where(s => s.Time >= s_warm).GroupBy(s => s.Time))
            Judge(plan, window.Key.TotalSeconds, [.. window]);
        if (!accuracy)
            return;
        // As long as the clips that the demo model has learned from.
        seen = await Watch(recognizer, plan, findSpeaker: true, ClipSettings.Seconds);
        List<Seen> everybody = await Watch(recognizer, plan, findSpeaker: false, ClipSettings.Seconds);
        for (int person = 0; person < plan.Identities.Count; person++)
        {
            string felt = EmotionTable.Label(plan.Emotions[person]);
            List<Seen> alone = await Watch(recognizer, plan.Alone(person), findSpeaker: null, ClipSettings.Seconds);
            foreach (Seen one in alone.Where(a => a.Time >= s_warm))
            {
                Seen? found = seen.Find(s => s.Time == one.Time && s.Person == person), all = everybody.Find(s => s.Time == one.Time && s.Person == person);
                if (found is null || all is null)
                    continue;
                double end = one.Time.TotalSeconds;
                bool speaks = Spoken(plan, person, end, ClipSettings.Seconds) >= ClipSettings.Seconds / 2;
                Scene.Add(speaks, found.Label == felt);
                Everybody.Add(speaks, all.Label == felt);
                Alone.Add(speaks, one.Label == felt);
            }
        }
    }

    private static double Spoken(ConversationPlan plan, int person, double end, double window = 3) =>
        plan.Turns.Where(t => t.Person == person).Sum(t => Math.Max(0, Math.Min(t.End, end) - Math.Max(t.Start, end - window)));

    private void Judge(ConversationPlan plan, double end, Seen[] people)
    {
        double[] spoken = [.. Enumerable.Range(-1, plan.Identities.Count + 1).Select(p => Spoken(plan, p, end))];
        int most = Array.IndexOf(spoken, spoken.Max());
        // Half of the windows at a change of turns are as much the one's as the other's.
        if (spoken[most] < 0.5)
            return;
        Windows++;
        bool right = people.All(p => p.IsHeard == (p.Person == most - 1));
        Right += right ? 1 : 0;
        Wrong += people.Any(p => p.IsHeard && p.Person != most - 1) ? 1 : 0;
    }

    /// <summary>Watches a scene; without a choice about speakers, by a stream.</summary>
    private static async Task<List<Seen>> Watch(EmotionRecognizer recognizer, ConversationPlan plan, bool? findSpeaker, double window = 3)
    {
        using var scene = new DrawnScene(plan);
        using var audio = new MemoryAudioSource(scene.Samples, DrawnScene.SampleRate);
        var options = new EmotionStreamOptions { FaceFinder = scene, Window = TimeSpan.FromSeconds(window) };
        var seen = new List<Seen>();
        if (findSpeaker is not { } find)
        {
            await foreach (EmotionReading reading in recognizer.WatchAsync(scene, audio, options))
                seen.Add(new Seen(reading.Time, 0, reading.Raw?.Label, reading.Flags));
            return seen;
        }
        await foreach (IReadOnlyList<ScenePerson> people in recognizer.WatchPeopleAsync(scene, audio, new() { Stream = options, FindSpeaker = find }))
        {
            foreach (ScenePerson person in people)
            {
                if (person.Reading is { } reading)
                    seen.Add(new Seen(reading.Time, (int)(person.Face.X + (person.Face.Width / 2)) / DrawnScene.Size, reading.Raw?.Label, reading.Flags));
            }
        }
        return seen;
    }

    /// <summary>How often an emotion is right, of a person who speaks for at least half of the window, and of one who does not.</summary>
    internal sealed class Counts
    {
        private readonly int[] _windows = new int[2], _right = new int[2];

        public double WhileSpeaking => 100.0 * _right[1] / _windows[1];

        public double WhileSilent => 100.0 * _right[0] / _windows[0];

        public double Together => 100.0 * (_right[0] + _right[1]) / (_windows[0] + _windows[1]);

        public void Add(bool speaks, bool right)
        {
            _windows[speaks ? 1 : 0]++;
            _right[speaks ? 1 : 0] += right ? 1 : 0;
        }

        public override string ToString() =>
            _windows.Sum() == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Together:0.0} % ({WhileSpeaking:0.0} speaking, {WhileSilent:0.0} silent)");
    }

    private sealed record Seen(TimeSpan Time, int Person, string? Label, ReadingFlags Flags)
    {
        public bool IsHeard => (Flags & (ReadingFlags.OtherSpeaker | ReadingFlags.NoAudio)) == 0;
    }
}
