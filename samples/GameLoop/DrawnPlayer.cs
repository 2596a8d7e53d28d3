using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.GameLoop;

/// <summary>
/// Replaces a camera and a microphone: a drawn person whose emotion changes every 6 s, in a loop. All clips are drawn in advance, so that
/// drawing takes no time from the game.
/// </summary>
internal sealed class DrawnPlayer
{
    public const int Size = 96, FrameRate = 25;

    private const int Person = 2000, ClipsEach = 3;

    private static readonly Emotion[] Emotions = [Emotion.Happiness, Emotion.Anger, Emotion.Surprise, Emotion.Fear];

    private readonly List<byte[]> _frames = [];
    private readonly float[] _samples;
    private long _shown = -1, _read;

    /// <param name="seconds">Length of the run.</param>
    public DrawnPlayer(double seconds)
    {
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = FrameRate, Seed = 13, Size = Size });
        var samples = new List<float>();
        int clips = Math.Clamp((int)Math.Ceiling(seconds / ClipSettings.Seconds), 1, Emotions.Length * ClipsEach);
        for (int i = 0; i < clips; i++)
        {
            SyntheticClip clip = generator.Generate(new ClipRecipe((100 * Person) + i, Emotions[i / ClipsEach], Person));
            _frames.AddRange(clip.Frames);
            samples.AddRange(clip.Samples.Select(s => s / 32768f));
        }
        _samples = [.. samples];
    }

    public static int SampleRate => SyntheticClip.SampleRate;

    /// <summary>Gets the newest frame, if it was not returned before: RGB, <see cref="Size"/> pixels wide and high.</summary>
    public bool TryGetFrame(TimeSpan now, out ReadOnlySpan<byte> pixels, out TimeSpan time)
    {
        long newest = (long)(now.TotalSeconds * FrameRate);
        bool isNew = newest > _shown;
        _shown = newest;
        pixels = _frames[(int)(newest % _frames.Count)];
        time = TimeSpan.FromSeconds((double)newest / FrameRate);
        return isNew;
    }

    /// <summary>Reads the audio since the last call, at most to the end of the recording.</summary>
    public ReadOnlySpan<float> ReadAudio(TimeSpan now, out TimeSpan time)
    {
        time = TimeSpan.FromSeconds((double)_read / SampleRate);
        int from = (int)(_read % _samples.Length);
        int count = (int)Math.Min((long)(now.TotalSeconds * SampleRate) - _read, _samples.Length - from);
        _read += count;
        return _samples.AsSpan(from, count);
    }
}
