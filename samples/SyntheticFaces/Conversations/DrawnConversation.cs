using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Samples.SyntheticFaces.Painting;
using MmaDfer.Samples.SyntheticFaces.Voices;

namespace MmaDfer.Samples.SyntheticFaces.Conversations;

/// <summary>Drawn people side by side, each in a panel of their own, with one microphone for all.</summary>
internal sealed class DrawnConversation
{
    private const double Room = 0.001, Inaccuracy = 0.01;

    private readonly ConversationPlan _plan;
    private readonly int[] _shown;
    private readonly Performance[] _performances;
    private readonly Scene[] _scenes;
    private readonly FaceRenderer[] _renderers;
    private readonly MouthMovement[] _mouths, _silentMouths;
    private readonly byte[] _panel;
    private readonly FacePoints[] _points;
    private int _number;

    public DrawnConversation(ConversationPlan plan)
    {
        _plan = plan;
        _shown = plan.Only is { } one ? [one] : [.. Enumerable.Range(0, plan.Identities.Count)];
        _scenes = [.. plan.Identities.Select((_, i) => Scene.Draw(new Draws(Draws.Purpose.Scene, plan.Seed, i)))];
        _performances = [.. plan.Emotions.Select((e, i) => new Performance(EmotionTable.Face(e), new Draws(Draws.Purpose.Face, plan.Seed, i), plan.Seconds, lasting: true))];
        _renderers = [.. plan.Identities.Select((p, i) => new FaceRenderer(Identity.Of(p), _scenes[i], FaceStyle.Cartoon, plan.Size))];
        Utterance[] said = [.. plan.Turns.Select(Say)];
        _mouths = [.. said.Select(u => new MouthMovement(u.Samples))];
        _silentMouths = plan.Mouthing
            ? [.. plan.Identities.Select((p, i) => new MouthMovement(Voice.Speak(Speaker.Of(p), VoiceGroup.Flat, Stream(Draws.Purpose.Speech, 900 + i), Stream(Draws.Purpose.Sound, 900 + i), plan.Seconds).Samples))]
            : [];
        Samples = Mix(said);
        _panel = new byte[3 * plan.Size * plan.Size];
        Frame = new byte[_panel.Length * _shown.Length];
        _points = new FacePoints[_shown.Length];
    }

    public static int SampleRate => Voice.Rate;

    public int Width => _plan.Size * _shown.Length;

    /// <summary>All that is said, one channel in [-1, 1].</summary>
    public float[] Samples { get; }

    /// <summary>Time of the newest frame, in seconds.</summary>
    public double Time { get; private set; }

    /// <summary>Rows of red, green and blue bytes of the newest frame, overwritten by the next one.</summary>
    public byte[] Frame { get; }

    /// <summary>Where each face of the newest frame is in it, off by a hundredth of the face, differently in each frame, as those that finders see.</summary>
    public IReadOnlyList<FacePoints> Points => _points;

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

    /// <summary>Draws the frames that are left, and writes the conversation as NAME.y4m and NAME.wav.</summary>
    /// <param name="name">Path without an extension.</param>
    public void Write(string name)
    {
        var frames = new List<byte[]>();
        while (Next())
            frames.Add([.. Frame]);
        File.WriteAllBytes(name + ".y4m", Y4mWriter.Bytes(frames, Width, _plan.Size, _plan.FrameRate));
        File.WriteAllBytes(name + ".wav", WavWriter.Bytes([.. Samples.Select(s => (short)Math.Clamp(s * 32767, -32767, 32767))], SampleRate));
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
        int row = 3 * _plan.Size;
        for (int y = 0; y < _plan.Size; y++)
            _panel.AsSpan(row * y, row).CopyTo(Frame.AsSpan((3 * Width * y) + (row * place)));
        _points[place] = Find(place, person, shown);
    }

    private FacePoints Find(int place, int person, Expression shown)
    {
        Identity who = Identity.Of(_plan.Identities[person]);
        Scene scene = _scenes[person];
        FaceStyle style = FaceStyle.Cartoon;
        var head = new HeadFrame(scene.Centre * _plan.Size, scene.Scale * _plan.Size, who.HeadWidth * style.HeadWidth, who.Taper, shown);
        var off = new Draws(Draws.Purpose.Order, _plan.Seed, person, _number);
        Vector2 At(float x, float y, float lift = 0) =>
            head.At(x, y, lift) + new Vector2(place * _plan.Size, 0) + ((float)(Inaccuracy * _plan.Size) * new Vector2((float)off.Bell(), (float)off.Bell()));
        float eye = who.EyeX * style.EyeSpread;
        return new FacePoints(At(-eye, who.EyeY), At(eye, who.EyeY), At(0, who.NoseLength, 0.16f), At(0, who.MouthY + (0.04f * shown.MouthOpening), 0.05f));
    }
}

/// <summary>Places in a drawn face, in pixels of the frame.</summary>
internal readonly record struct FacePoints(Vector2 LeftEye, Vector2 RightEye, Vector2 Nose, Vector2 Mouth);
