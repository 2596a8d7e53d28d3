using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Inputs;

/// <summary>
/// A drawn person who plays a script of emotions in a loop. A background thread draws clips of 2 s one after the other; until the first is
/// ready, frames show an empty room.
/// </summary>
public sealed class DrawnPerson : IInput
{
    public const int FrameRate = 25;

    private const int Person = 2000;

    private readonly int _size;
    private readonly Emotion?[] _script;
    private readonly SyntheticClip?[] _clips;
    private readonly Task _drawing;
    private readonly byte[] _emptyRoom;
    private readonly float[] _samples;
    private volatile bool _disposed;
    private long _shown = -1, _read = -1;

    /// <param name="script">The emotions, 2 s each; null shows nobody. Without a script, <see cref="DefaultScript"/>.</param>
    /// <param name="size">Width and height of the frames in pixels.</param>
    public DrawnPerson(IReadOnlyList<Emotion?>? script = null, int size = 96)
    {
        (_script, _size) = ([.. script ?? DefaultScript], size);
        _clips = new SyntheticClip?[_script.Length];
        _samples = new float[SyntheticClip.SampleRate];
        _emptyRoom = new byte[3 * size * size];
        for (int i = 0; i < _emptyRoom.Length; i++)
            _emptyRoom[i] = (byte)(70 - (40 * (i / (3 * size)) / size));
        _drawing = Task.Factory.StartNew(Draw, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>About a minute: happiness, nobody, sadness, neutral, anger, nobody, surprise, fear.</summary>
    public static IReadOnlyList<Emotion?> DefaultScript { get; } =
    [
        .. Enumerable.Repeat<Emotion?>(Emotion.Happiness, 4), .. Enumerable.Repeat<Emotion?>(null, 2),
        .. Enumerable.Repeat<Emotion?>(Emotion.Sadness, 4), .. Enumerable.Repeat<Emotion?>(Emotion.Neutral, 3),
        .. Enumerable.Repeat<Emotion?>(Emotion.Anger, 4), .. Enumerable.Repeat<Emotion?>(null, 3),
        .. Enumerable.Repeat<Emotion?>(Emotion.Surprise, 4), .. Enumerable.Repeat<Emotion?>(Emotion.Fear, 4),
    ];

    public string Name => "drawn person";

    public string? Problem => _drawing.Exception?.InnerException?.Message;

    /// <summary>Waits until the whole script is drawn, so that every run is the same.</summary>
    public void WaitUntilDrawn() => _drawing.Wait();

    /// <summary>The emotion of the script at a time; null for nobody.</summary>
    public Emotion? GetEmotionAt(TimeSpan time) => _script[(int)((long)(time.TotalSeconds / ClipSettings.Seconds) % _script.Length)];

    public bool TryGetFrame(TimeSpan now, out InputFrame frame)
    {
        long newest = (long)(now.TotalSeconds * FrameRate);
        frame = default;
        if (newest == _shown)
            return false;
        _shown = newest;
        const int perClip = (int)(2 * FrameRate);
        SyntheticClip? clip = FindClip(newest / perClip);
        var view = new FrameView(clip?.Frames[(int)(newest % perClip)] ?? _emptyRoom, _size, _size, PixelLayout.Rgb24);
        frame = new InputFrame(view, clip is null ? null : new FaceBox(0, 0, _size, _size), TimeSpan.FromSeconds((double)newest / FrameRate));
        return true;
    }

    public InputAudio ReadAudio(TimeSpan now)
    {
        const double rateOfClips = 1 / 2.0;
        int rate = SyntheticClip.SampleRate;
        long until = (long)(now.TotalSeconds * rate);
        // After a long pause, only the last second is returned.
        long from = Math.Max(_read < 0 ? until : _read, until - _samples.Length);
        _read = until;
        for (long at = from; at < until; at++)
        {
            SyntheticClip? clip = FindClip((long)(at * rateOfClips / rate));
            _samples[at - from] = clip is null ? 0 : clip.Samples[(int)(at % (2 * rate))] / 32768f;
        }
        return new InputAudio(_samples.AsSpan(0, (int)Math.Max(0, until - from)), rate, 1, TimeSpan.FromSeconds((double)from / rate));
    }

    public void Dispose() => _disposed = true;

    /// <summary>Finds a clip; while it is not drawn yet, the last one before it.</summary>
    private SyntheticClip? FindClip(long number)
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
