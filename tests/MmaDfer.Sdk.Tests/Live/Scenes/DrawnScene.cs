using System.Numerics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Painting;
using MmaDfer.Samples.SyntheticFaces.Voices;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live.Scenes;

/// <summary>Somebody says something.</summary>
/// <param name="Person">Index of the person in the frame; -1 for a voice from off screen.</param>
/// <param name="Start">Seconds.</param>
/// <param name="Length">Seconds.</param>
internal readonly record struct Turn(int Person, double Start, double Length)
{
    public double End => Start + Length;
}

/// <summary>Who is in a drawn scene, and who speaks when.</summary>
internal sealed record ScenePlan
{
    public required int Seed { get; init; }

    /// <summary>Numbers of the people, from left to right: they have looks and voices of their own.</summary>
    public required IReadOnlyList<int> Identities { get; init; }

    /// <summary>What each of them feels, all the time.</summary>
    public required IReadOnlyList<Emotion> Emotions { get; init; }

    public required IReadOnlyList<Turn> Turns { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Whether those who do not speak move their lips without a sound, as if they chewed or prayed.</summary>
    public bool Mouthing { get; init; }

    public int FrameRate { get; init; } = 25;

    /// <summary>One speaks at a time, in turns of 3 to 5 s with short pauses. The people are not those of the demo model's training.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="people">How many are in view.</param>
    /// <param name="seconds">Length.</param>
    /// <param name="offScreen">Whether the voice is always somebody else's.</param>
    public static ScenePlan Draw(int seed, int people, double seconds, bool offScreen = false)
    {
        var random = new Random(seed);
        var turns = new List<Turn>();
        int speaker = offScreen ? -1 : random.Next(people);
        for (double at = 0.3; at < seconds - 1;)
        {
            double length = Math.Min(3 + (2 * random.NextDouble()), seconds - at);
            turns.Add(new Turn(speaker, at, length));
            at += length + 0.2 + (0.5 * random.NextDouble());
            speaker = offScreen ? -1 : people == 1 ? 0 : (speaker + 1 + random.Next(people - 1)) % people;
        }
        return new ScenePlan
        {
            Seed = seed, Seconds = seconds, Turns = turns,
            Identities = [.. Enumerable.Range(0, people).Select(i => 2000 + (((seed * 3) + i) % 250))],
            Emotions = [.. Enumerable.Range(0, people).Select(i => (Emotion)((seed + (3 * i)) % 7))],
        };
    }

    /// <summary>One of the people without the others: the same frames of the person, and nobody else's voice.</summary>
    public ScenePlan Alone(int person) => this with
    {
        Only = person, Turns = [.. Turns.Where(t => t.Person == person)],
    };

    /// <summary>The person that is seen; null for all.</summary>
    public int? Only { get; init; }
}

/// <summary>
/// Drawn people side by side, each in a panel as large as a frame of the demo model's training, with one microphone for all. It is a camera
/// and also the finder of the faces: landmarks are those of the drawing, off by a hundredth of the face, differently in each frame.
/// </summary>
internal sealed class DrawnScene : IFrameSource, IFaceFinder
{
    public const int Size = 112;
    private const double Room = 0.001, Inaccuracy = 0.01 * Size;

    private readonly ScenePlan _plan;
    private readonly int[] _shown;
    private readonly Performance[] _performances;
    private readonly Scene[] _scenes;
    private readonly FaceRenderer[] _renderers;
    private readonly MouthMovement[] _mouths, _silentMouths;
    private readonly byte[] _frame, _panel = new byte[3 * Size * Size];
    private readonly FaceBox[] _faces;
    private int _number;

    public DrawnScene(ScenePlan plan)
    {
        _plan = plan;
        _shown = plan.Only is { } one ? [one] : [.. Enumerable.Range(0, plan.Identities.Count)];
        _scenes = [.. plan.Identities.Select((_, i) => Scene.Draw(new Draws(Draws.Purpose.Scene, plan.Seed, i)))];
        _performances = [.. plan.Emotions.Select((e, i) => new Performance(EmotionTable.Face(e), new Draws(Draws.Purpose.Face, plan.Seed, i), plan.Seconds, lasting: true))];
        _renderers = [.. plan.Identities.Select((p, i) => new FaceRenderer(Identity.Of(p), _scenes[i], FaceStyle.Cartoon, Size))];
        Utterance[] said = [.. plan.Turns.Select(Say)];
        _mouths = [.. said.Select(u => new MouthMovement(u.Samples))];
        _silentMouths = plan.Mouthing
            ? [.. plan.Identities.Select((p, i) => new MouthMovement(Voice.Speak(Speaker.Of(p), VoiceGroup.Flat, Stream(Draws.Purpose.Speech, 900 + i), Stream(Draws.Purpose.Sound, 900 + i), plan.Seconds).Samples))]
            : [];
        Samples = Mix(said);
        _frame = new byte[3 * Size * Size * _shown.Length];
        _faces = new FaceBox[_shown.Length];
    }

    public static int SampleRate => Voice.Rate;

    public int Width => Size * _shown.Length;

    public float[] Samples { get; }

    public bool IsLive => false;

    public int? FrameCount => null;

    /// <summary>Time of the newest frame.</summary>
    public double Time { get; private set; }

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        frame = default;
        time = default;
        if (!Next())
            return false;
        frame = Frame;
        time = TimeSpan.FromSeconds(Time);
        return true;
    }

    public FrameView Frame => new(_frame, Width, Size, PixelLayout.Rgb24);

    /// <summary>Draws the next frame.</summary>
    /// <returns>False after the last one.</returns>
    public bool Next()
    {
        Time = (_number + 1.0) / _plan.FrameRate;
        if (Time > _plan.Seconds)
            return false;
        for (int i = 0; i < _shown.Length; i++)
            Draw(i, _shown[i]);
        _number++;
        return true;
    }

    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        int count = Math.Min(faces.Length, _faces.Length);
        _faces.AsSpan(0, count).CopyTo(faces);
        return count;
    }

    public void Dispose()
    {
    }

    private Draws Stream(Draws.Purpose purpose, int number) => new(purpose, _plan.Seed, number);

    private Utterance Say(Turn turn)
    {
        // Those off screen are other people, with voices of any kind.
        int number = (int)(turn.Start * 1000);
        int identity = turn.Person < 0 ? 2300 + (_plan.Seed % 100) : _plan.Identities[turn.Person];
        VoiceGroup group = turn.Person < 0 ? (VoiceGroup)((_plan.Seed + number) % 4) : EmotionTable.Voice(_plan.Emotions[turn.Person]);
        return Voice.Speak(Speaker.Of(identity), group, Stream(Draws.Purpose.Speech, number), Stream(Draws.Purpose.Sound, number), turn.Length);
    }

    /// <summary>As the generator's microphone, for all voices together.</summary>
    private float[] Mix(Utterance[] said)
    {
        float[] samples = new float[(int)(_plan.Seconds * SampleRate)];
        var noise = new Draws(Draws.Purpose.Sensor, _plan.Seed, 0);
        double hum = 0;
        foreach (ref float sample in samples.AsSpan())
        {
            hum += 0.3 * ((2 * noise.Unit()) - 1 - hum);
            sample = (float)(Room * hum);
        }
        for (int i = 0; i < said.Length; i++)
        {
            double rms = Math.Sqrt(said[i].Samples.Average(s => (double)s * s));
            double gain = 0.2 * Math.Pow(10, said[i].Manner.Energy / 20) / Math.Max(rms, 1e-9);
            int start = (int)(_plan.Turns[i].Start * SampleRate);
            for (int j = 0; j < said[i].Samples.Length && start + j < samples.Length; j++)
                samples[start + j] += (float)Math.Clamp(gain * said[i].Samples[j], -0.9, 0.9);
        }
        return samples;
    }

    private void Draw(int place, int person)
    {
        float speech = _plan.Mouthing ? _silentMouths[person].At(Time) : 0;
        for (int i = 0; i < _plan.Turns.Count; i++)
        {
            if (_plan.Turns[i].Person == person && Time >= _plan.Turns[i].Start && Time < _plan.Turns[i].End)
                speech = _mouths[i].At(Time - _plan.Turns[i].Start);
        }
        Expression shown = _performances[person].At(Time, speech);
        _renderers[person].Render(shown, new Draws(Draws.Purpose.Sensor, _plan.Seed, person, _number), _panel);
        for (int y = 0; y < Size; y++)
            _panel.AsSpan(3 * Size * y, 3 * Size).CopyTo(_frame.AsSpan(3 * ((Width * y) + (Size * place))));
        _faces[place] = new FaceBox(place * Size, 0, Size, Size) { Landmarks = Landmarks(place, person, shown) };
    }

    private FaceLandmarks Landmarks(int place, int person, Expression shown)
    {
        Identity who = Identity.Of(_plan.Identities[person]);
        Scene scene = _scenes[person];
        FaceStyle style = FaceStyle.Cartoon;
        var head = new HeadFrame(scene.Centre * Size, scene.Scale * Size, who.HeadWidth * style.HeadWidth, who.Taper, shown);
        var off = new Draws(Draws.Purpose.Order, _plan.Seed, person, _number);
        Vector2 At(float x, float y, float lift = 0) =>
            head.At(x, y, lift) + new Vector2(place * Size, 0) + ((float)Inaccuracy * new Vector2((float)off.Bell(), (float)off.Bell()));
        float eye = who.EyeX * style.EyeSpread;
        return new FaceLandmarks(At(-eye, who.EyeY), At(eye, who.EyeY), At(0, who.NoseLength, 0.16f), At(0, who.MouthY + (0.04f * shown.MouthOpening), 0.05f));
    }
}
