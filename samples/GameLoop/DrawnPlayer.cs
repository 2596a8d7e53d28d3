using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.GameLoop;

/// <summary>
/// Stands for a camera and a microphone: a drawn person whose emotion changes every 6 s, over and over. It is drawn beforehand, so that
/// the game's time is its own.
/// </summary>
internal sealed class DrawnPlayer
{
    public const int Size = 96, FrameRate = 25;

    private const int Person = 2000, ClipsEach = 3;

    private static readonly Emotion[] Emotions = [Emotion.Happiness, Emotion.Anger, Emotion.Surprise, Emotion.Fear];

    private readonly List<byte[]> _frames = [];
    private readonly float[] _sound;
    private long _shown = -1, _heard;

    /// <param name="seconds">How long it will be looked at.</param>
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
        _sound = [.. samples];
    }

    public static int SampleRate => SyntheticClip.SampleRate;

    /// <summary>The newest frame, if it was not given before: RGB, <see cref="Size"/> pixels wide and high.</summary>
    public bool Look(TimeSpan now, out ReadOnlySpan<byte> pixels, out TimeSpan time)
    {
        long newest = (long)(now.TotalSeconds * FrameRate);
        bool isNew = newest > _shown;
        _shown = newest;
        pixels = _frames[(int)(newest % _frames.Count)];
        time = TimeSpan.FromSeconds((double)newest / FrameRate);
        return isNew;
    }

    /// <summary>What was said since the last call; where the recording begins anew, up to there.</summary>
    public ReadOnlySpan<float> Listen(TimeSpan now, out TimeSpan time)
    {
        time = TimeSpan.FromSeconds((double)_heard / SampleRate);
        int from = (int)(_heard % _sound.Length);
        int count = (int)Math.Min((long)(now.TotalSeconds * SampleRate) - _heard, _sound.Length - from);
        _heard += count;
        return _sound.AsSpan(from, count);
    }
}
