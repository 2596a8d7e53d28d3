using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>A clip that was taken but is not in the set yet. Immutable.</summary>
public sealed class ClipTake
{
    internal ClipTake(string label, TimeSpan start, TimeSpan length) => (Label, Start, Length) = (label, start, length);

    /// <summary>What was to be shown.</summary>
    public string Label { get; }

    /// <summary>Its start, on the clock of the frames.</summary>
    public TimeSpan Start { get; }

    /// <summary>Its length.</summary>
    public TimeSpan Length { get; }

    /// <summary>Number of its frames that show a face.</summary>
    public int FrameCount => Frames.Count;

    /// <summary>Samples per second of its audio, one channel; 0 without audio.</summary>
    public int SampleRate { get; internal init; }

    /// <summary>What is not good enough about it.</summary>
    public ClipProblems Problems { get; internal init; }

    /// <summary>The same in words for who is recorded, such as "too dark: more light on the face is needed"; empty for no problem.</summary>
    public string Advice => ProblemTexts.Describe(Problems);

    /// <summary>Whether there is anything to keep: a face or audio.</summary>
    public bool IsEmpty => FrameCount == 0 && (SampleRate == 0 || (Problems & ClipProblems.NoAudio) != 0);

    /// <summary>The faces, square RGB24 frames, and their times from the start.</summary>
    internal IReadOnlyList<TakenFrame> Frames { get; init; } = [];

    /// <summary>The audio of the whole length.</summary>
    internal float[] Audio { get; init; } = [];

    /// <summary>Width and height of the frames.</summary>
    internal int Size { get; init; }
}

/// <summary>A face of a take.</summary>
/// <param name="Time">From the start of the take.</param>
/// <param name="Rgb">RGB24, rows without gaps.</param>
internal readonly record struct TakenFrame(TimeSpan Time, byte[] Rgb);

/// <summary>A take that is being filled. Frames and audio may come from two threads, whose locks are the maker's.</summary>
internal sealed class OpenTake(string label, TimeSpan? start, TimeSpan length, object? tag)
{
    private readonly List<TakenFrame> _frames = [];
    private readonly List<FaceQuality> _qualities = [];
    private int _all;

    /// <summary>What the caller wants to know it by.</summary>
    public object? Tag { get; } = tag;

    /// <summary>Null until the first frame, or the first audio where there are no frames.</summary>
    public TimeSpan? Start { get; set; } = start;

    public TimeSpan End => Times.Add(Start!.Value, length.TotalSeconds);

    /// <summary>Whether the frames have reached the end.</summary>
    public bool HasAllFrames { get; set; }

    public bool Covers(TimeSpan time) => Start is { } from && time >= from && time < End;

    /// <summary>Adds a frame; without a face, it only counts.</summary>
    public void Add(TimeSpan time, ReadOnlySpan<byte> face, in FaceQuality quality)
    {
        _all++;
        if (face.IsEmpty)
            return;
        _frames.Add(new TakenFrame(time - Start!.Value, face.ToArray()));
        _qualities.Add(quality);
    }

    /// <param name="size">Width and height of the frames.</param>
    /// <param name="hasFrames">Whether frames are expected.</param>
    /// <param name="hasAudio">Whether audio is expected.</param>
    /// <param name="actual">The length that it has.</param>
    /// <param name="audio">All audio; empty for none.</param>
    /// <param name="rate">Its samples per second; 0 if there is none.</param>
    /// <param name="missing">Seconds of the audio that are missing.</param>
    public ClipTake Finish(int size, bool hasFrames, bool hasAudio, TimeSpan actual, float[] audio, int rate, double missing)
    {
        ClipProblems problems = (hasFrames ? JudgeFrames(size, actual) : 0)
            | (rate > 0 ? TakenAudio.Judge(audio, rate, missing) : hasAudio ? ClipProblems.NoAudio : 0);
        return new ClipTake(label, Start ?? default, actual) { Frames = _frames, Audio = audio, SampleRate = rate, Size = size, Problems = problems };
    }

    private ClipProblems JudgeFrames(int size, TimeSpan actual)
    {
        var health = new FaceHealth(size / 2);
        foreach (FaceQuality quality in _qualities)
            health.Add(quality);
        ClipProblems problems = _qualities.Count > 0 ? ProblemTexts.Of(health.Flags) : 0;
        // The very first frame of a recording only makes the face known.
        if (_frames.Count == 0 || 4 * _frames.Count <= 3 * (_all - 1))
            problems |= ClipProblems.NoFace;
        return _all < 5 * actual.TotalSeconds ? problems | ClipProblems.FewFrames : problems;
    }
}

/// <summary>How well the audio of a take is heard.</summary>
internal static class TakenAudio
{
    /// <summary>From where on a sample may be cut off; how many in a row, and which share of all, are not by chance.</summary>
    private const float Peak = 0.99f, MaxShare = 0.001f;

    private const int Row = 3;

    /// <summary>Seconds of audio that may be missing: the times of a microphone jump by up to 0.15 s when it is known how late its blocks are.</summary>
    private const double MaxMissing = 0.2;

    public static ClipProblems Judge(ReadOnlySpan<float> samples, int rate, double missing)
    {
        ClipProblems problems = missing > MaxMissing ? ClipProblems.AudioGap : 0;
        var level = new AudioLevel(rate, 1);
        level.Add(samples);
        if (!level.WasAudible)
            return problems | ClipProblems.NoAudio;
        int cut = 0;
        for (int i = 0, row = 0; i < samples.Length; i++)
        {
            row = MathF.Abs(samples[i]) >= Peak ? row + 1 : 0;
            cut += row == Row ? Row : row > Row ? 1 : 0;
        }
        return cut > MaxShare * samples.Length ? problems | ClipProblems.Clipped : problems;
    }
}
