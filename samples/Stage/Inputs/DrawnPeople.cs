using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Conversations;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Inputs;

/// <summary>
/// Drawn people side by side who play a script in a loop. A background thread draws the parts of the script one after the other; until a part
/// is ready, frames show an empty room. It is also the finder of the faces, with the landmarks of the drawing.
/// </summary>
public sealed class DrawnPeople : IInput, IFaceFinder
{
    public const int FrameRate = 25;

    private const int FirstIdentity = 2000, Seed = 13;

    private readonly DrawnPart[] _script;
    private readonly Drawing?[] _drawings;
    private readonly int[] _starts;
    private readonly int _size, _people;
    private readonly byte[] _emptyRoom;
    private readonly float[] _samples = new float[DrawnConversation.SampleRate];
    private readonly Task _drawing;
    private volatile FaceBox[] _newest = [];
    private volatile bool _disposed;
    private long _shown, _read = -1;

    /// <param name="script">The parts, all with the same number of people. Without a script, <see cref="DefaultScript"/>.</param>
    /// <param name="size">Width and height of a person's panel in pixels.</param>
    public DrawnPeople(IReadOnlyList<DrawnPart>? script = null, int size = 112)
    {
        (_script, _size) = ([.. script ?? DefaultScript], size);
        _people = _script[0].People.Count;
        _drawings = new Drawing?[_script.Length];
        _starts = new int[_script.Length + 1];
        for (int i = 0; i < _script.Length; i++)
            _starts[i + 1] = _starts[i] + (int)Math.Round(_script[i].Seconds * FrameRate);
        _emptyRoom = new byte[3 * size * size * _people];
        for (int i = 0; i < _emptyRoom.Length; i++)
            _emptyRoom[i] = (byte)(70 - (40 * (i / (3 * size * _people)) / size));
        _drawing = Task.Factory.StartNew(Draw, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Two people, for about 40 s: they speak in turns, go away, come back, and hear somebody out of view.</summary>
    public static IReadOnlyList<DrawnPart> DefaultScript { get; } =
    [
        new(6, [Emotion.Happiness, Emotion.Neutral], 0), new(6, [Emotion.Neutral, Emotion.Sadness], 1), new(4, [null, null]),
        new(6, [Emotion.Neutral, Emotion.Anger], 1), new(6, [Emotion.Surprise, Emotion.Neutral], 0),
        new(5, [Emotion.Neutral, Emotion.Neutral], DrawnPart.OutOfView), new(6, [Emotion.Fear, null], 0),
    ];

    public string Name => "drawn people";

    public string? Problem => _drawing.Exception?.InnerException?.Message;

    public IFaceFinder Faces => this;

    /// <summary>Number of people in the newest frame.</summary>
    public int Visible => _newest.Length;

    /// <summary>Time of the frame since which there have been as many.</summary>
    public TimeSpan VisibleSince { get; private set; }

    /// <summary>Waits until the whole script is drawn, so that every run is the same.</summary>
    public void WaitUntilDrawn() => _drawing.Wait();

    /// <summary>The part of the script that plays at a time.</summary>
    public DrawnPart GetPartAt(TimeSpan time) => _script[FindPart((long)(time.TotalSeconds * FrameRate), out _)];

    public bool TryGetFrame(TimeSpan now, out InputFrame frame)
    {
        long newest = (long)(now.TotalSeconds * FrameRate);
        frame = default;
        if (newest <= _shown)
            return false;
        _shown = newest;
        Drawing? drawn = Volatile.Read(ref _drawings[FindPart(newest - 1, out int number)]);
        FaceBox[] faces = drawn?.Faces[number] ?? [];
        if (faces.Length != _newest.Length)
            VisibleSince = TimeSpan.FromSeconds((double)newest / FrameRate);
        _newest = faces;
        var view = new FrameView(drawn?.Frames[number] ?? _emptyRoom, _size * _people, _size, PixelLayout.Rgb24);
        frame = new InputFrame(view, faces.Length > 0 ? faces[0] : null, TimeSpan.FromSeconds((double)newest / FrameRate));
        return true;
    }

    public InputAudio ReadAudio(TimeSpan now)
    {
        int rate = DrawnConversation.SampleRate, perFrame = rate / FrameRate;
        long until = (long)(now.TotalSeconds * rate);
        // After a long pause, only the last second is returned.
        long from = Math.Max(_read < 0 ? until : _read, until - _samples.Length);
        _read = until;
        for (long at = from; at < until; at++)
        {
            Drawing? drawn = Volatile.Read(ref _drawings[FindPart(at / perFrame, out int number)]);
            _samples[at - from] = drawn is null ? 0 : drawn.Samples[(number * perFrame) + (int)(at % perFrame)];
        }
        return new InputAudio(_samples.AsSpan(0, (int)Math.Max(0, until - from)), rate, 1, TimeSpan.FromSeconds((double)from / rate));
    }

    /// <summary>Finds the faces of the newest frame. In one that has waited they were a frame or two further, which makes little difference.</summary>
    int IFaceFinder.Find(FrameView frame, Span<FaceBox> faces)
    {
        FaceBox[] newest = _newest;
        int count = Math.Min(faces.Length, newest.Length);
        newest.AsSpan(0, count).CopyTo(faces);
        return count;
    }

    public void Dispose() => _disposed = true;

    /// <param name="frame">Number of a frame since the start.</param>
    /// <param name="number">Its number in the part.</param>
    private int FindPart(long frame, out int number)
    {
        int inScript = (int)(frame % _starts[^1]), part = 0;
        while (inScript >= _starts[part + 1])
            part++;
        number = inScript - _starts[part];
        return part;
    }

    private void Draw()
    {
        for (int i = 0; i < _script.Length && !_disposed; i++)
            Volatile.Write(ref _drawings[i], Draw(_script[i], _starts[i + 1] - _starts[i]));
    }

    private Drawing Draw(DrawnPart part, int count)
    {
        var drawn = new DrawnConversation(new ConversationPlan
        {
            Seed = Seed, Seconds = (count + 0.5) / FrameRate, FrameRate = FrameRate, Size = _size,
            Identities = [.. Enumerable.Range(FirstIdentity, _people)], Emotions = [.. part.People.Select(e => e ?? Emotion.Neutral)],
            Turns = part.Speaker is { } speaker ? [new Turn(speaker, 0.3, part.Seconds - 0.5)] : [],
        });
        var (frames, faces) = (new byte[count][], new FaceBox[count][]);
        for (int i = 0; i < count && !_disposed && drawn.Next(); i++)
        {
            frames[i] = [.. drawn.Frame];
            var found = new List<FaceBox>();
            for (int person = 0; person < _people; person++)
            {
                FacePoints points = drawn.Points[person];
                if (part.People[person] is null)
                    Empty(frames[i], person);
                else
                    found.Add(new FaceBox(person * _size, 0, _size, _size) { Landmarks = new(points.LeftEye, points.RightEye, points.Nose, points.Mouth) });
            }
            faces[i] = [.. found];
        }
        return new Drawing(frames, faces, drawn.Samples);
    }

    private void Empty(byte[] frame, int person)
    {
        int row = 3 * _size;
        for (int y = 0; y < _size; y++)
        {
            int at = (row * _people * y) + (row * person);
            _emptyRoom.AsSpan(at, row).CopyTo(frame.AsSpan(at));
        }
    }

    private sealed record Drawing(byte[][] Frames, FaceBox[][] Faces, float[] Samples);
}

/// <summary>A part of the script of <see cref="DrawnPeople"/>.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="People">What the people feel, from left to right; null for nobody in that place.</param>
/// <param name="Speaker">Index of the one who speaks; <see cref="OutOfView"/> for somebody who is not seen; null for nobody.</param>
public sealed record DrawnPart(double Seconds, IReadOnlyList<Emotion?> People, int? Speaker = null)
{
    public const int OutOfView = -1;
}
