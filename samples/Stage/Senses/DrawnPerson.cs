using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Senses;

/// <summary>
/// A drawn person who goes through a script of emotions, over and over. Clips of 2 s are drawn one after the other on a thread of
/// their own; until the first is there, nobody is.
/// </summary>
public sealed class DrawnPerson : ISenses
{
    public const int FrameRate = 25;

    private const int Person = 2000;

    private readonly int _size;
    private readonly Emotion?[] _script;
    private readonly SyntheticClip?[] _clips;
    private readonly Task _drawing;
    private readonly byte[] _emptyRoom;
    private readonly float[] _heard;
    private volatile bool _disposed;
    private long _shown = -1, _told = -1;

    /// <param name="script">What is felt, 2 s each; null for nobody there. None for <see cref="AllSorts"/>.</param>
    /// <param name="size">Pixels of the pictures' side.</param>
    public DrawnPerson(IReadOnlyList<Emotion?>? script = null, int size = 96)
    {
        (_script, _size) = ([.. script ?? AllSorts], size);
        _clips = new SyntheticClip?[_script.Length];
        _heard = new float[SyntheticClip.SampleRate];
        _emptyRoom = new byte[3 * size * size];
        for (int i = 0; i < _emptyRoom.Length; i++)
            _emptyRoom[i] = (byte)(70 - (40 * (i / (3 * size)) / size));
        _drawing = Task.Factory.StartNew(Draw, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>A minute of everything: gladness, nobody, sadness, calm, anger, nobody, surprise, fear.</summary>
    public static IReadOnlyList<Emotion?> AllSorts { get; } =
    [
        .. Enumerable.Repeat<Emotion?>(Emotion.Happiness, 4), .. Enumerable.Repeat<Emotion?>(null, 2),
        .. Enumerable.Repeat<Emotion?>(Emotion.Sadness, 4), .. Enumerable.Repeat<Emotion?>(Emotion.Neutral, 3),
        .. Enumerable.Repeat<Emotion?>(Emotion.Anger, 4), .. Enumerable.Repeat<Emotion?>(null, 3),
        .. Enumerable.Repeat<Emotion?>(Emotion.Surprise, 4), .. Enumerable.Repeat<Emotion?>(Emotion.Fear, 4),
    ];

    public string Name => "drawn person";

    public string? Trouble => _drawing.Exception?.InnerException?.Message;

    /// <summary>Waits until all of the script is drawn: for whoever wants to be the same each time.</summary>
    public void WaitUntilDrawn() => _drawing.Wait();

    /// <summary>What the script says at a time; null for nobody.</summary>
    public Emotion? ScriptAt(TimeSpan time) => _script[(int)((long)(time.TotalSeconds / ClipSettings.Seconds) % _script.Length)];

    public bool Look(TimeSpan now, out Sight sight)
    {
        long newest = (long)(now.TotalSeconds * FrameRate);
        sight = default;
        if (newest == _shown)
            return false;
        _shown = newest;
        const int perClip = (int)(2 * FrameRate);
        SyntheticClip? clip = Clip(newest / perClip);
        var frame = new FrameView(clip?.Frames[(int)(newest % perClip)] ?? _emptyRoom, _size, _size, PixelLayout.Rgb24);
        sight = new Sight(frame, clip is null ? null : new FaceBox(0, 0, _size, _size), TimeSpan.FromSeconds((double)newest / FrameRate));
        return true;
    }

    public Sound Listen(TimeSpan now)
    {
        const double rateOfClips = 1 / 2.0;
        int rate = SyntheticClip.SampleRate;
        long until = (long)(now.TotalSeconds * rate);
        // Whoever asks after a long time gets the newest second.
        long from = Math.Max(_told < 0 ? until : _told, until - _heard.Length);
        _told = until;
        for (long at = from; at < until; at++)
        {
            SyntheticClip? clip = Clip((long)(at * rateOfClips / rate));
            _heard[at - from] = clip is null ? 0 : clip.Samples[(int)(at % (2 * rate))] / 32768f;
        }
        return new Sound(_heard.AsSpan(0, (int)Math.Max(0, until - from)), rate, 1, TimeSpan.FromSeconds((double)from / rate));
    }

    public void Dispose() => _disposed = true;

    /// <summary>Where a clip is not drawn yet, the last before it goes on.</summary>
    private SyntheticClip? Clip(long number)
    {
        int index = (int)(number % _script.Length);
        SyntheticClip? clip = null;
        for (int i = index; i >= 0 && _script[index] is not null && clip is null; i--)
            clip = Volatile.Read(ref _clips[i]);
        return clip;
    }

    private void Draw()
    {
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = FrameRate, Seed = 13, Size = _size });
        for (int i = 0; i < _script.Length && !_disposed; i++)
        {
            if (_script[i] is { } emotion)
                Volatile.Write(ref _clips[i], generator.Generate(new ClipRecipe((100 * Person) + i, emotion, Person)));
        }
    }
}
