using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// What the network sees of one clip, independent of the sources it was read from: 16 frames of RGB24 (twice 16 for the
/// two-clip evaluation), resized to <see cref="ImageSize"/> x <see cref="ImageSize"/>, and the normalised log-mel spectrogram
/// of its audio, 512 x 128. Immutable: recognise it as often as you like, from any thread.
/// </summary>
/// <remarks>
/// The 16 frames are the middles of 16 equal parts of the clip; a clip of up to 16 frames is taken whole, its last frame
/// repeated. The spectrogram holds the first 5.12 s of one channel (<see cref="EmotionRecognizerOptions.AudioChannel"/>), at the sample
/// rate that the model learned if it names one, otherwise at the audio's own. Source: MMA-DFER (Chumachenko et al., 2024),
/// evaluation.
/// </remarks>
public sealed class Clip : INetworkInput
{
    private readonly ClipFrames? _frames;
    private readonly float[] _spectrogram;

    internal Clip(int imageSize, ClipFrames? frames, ClipAudio? audio)
        : this(
            imageSize, frames, audio,
            Earlier(frames?.Start, audio?.Start) ?? TimeSpan.Zero, Later(frames?.End, audio?.End) ?? TimeSpan.Zero)
    {
    }

    internal Clip(int imageSize, ClipFrames? frames, ClipAudio? audio, TimeSpan start, TimeSpan end)
    {
        ImageSize = imageSize;
        _frames = frames;
        HasAudio = audio is not null;
        AudioRate = audio?.Rate;
        if (audio is not null)
        {
            _spectrogram = audio.Spectrogram;
        }
        else
        {
            _spectrogram = new float[Tensors.Spectrogram.Length];
            Tensors.Spectrogram.WriteSilence(_spectrogram);
        }
        Start = start;
        End = end;
    }

    /// <summary>Width and height of the frames in pixels: the model's image size.</summary>
    public int ImageSize { get; }

    /// <summary>Frames that the source had, of which the network sees 16; 0 for a clip without frames.</summary>
    public int FrameCount => _frames?.Count ?? 0;

    /// <summary>False for a clip read without frames: the network then sees black ones ("no face").</summary>
    public bool HasFrames => _frames is not null;

    /// <summary>False for a clip read without audio or with less than 25 ms of it: the network then sees "no audio".</summary>
    public bool HasAudio { get; }

    /// <summary>
    /// Number of choices of 16 frames: 2 for the two-clip evaluation of a clip of more than 16 frames, otherwise 1 (both
    /// choices would be the same).
    /// </summary>
    public int Views => _frames?.Views.Length ?? 1;

    /// <summary>When the clip starts, from the start of its sources: its first frame or the first sample of its audio.</summary>
    public TimeSpan Start { get; }

    /// <summary>
    /// When the clip ends: after its last frame (shown as long as the frames before it were on average) or after the last
    /// sample that the spectrogram holds, whichever is later.
    /// </summary>
    public TimeSpan End { get; }

    /// <summary>
    /// Repairs, guesses and omissions while the sources were read (<see cref="Sources.IFrameSource.Warnings"/>), one sentence
    /// each; empty where nothing was.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>Samples per second of the features; null without audio.</summary>
    internal int? AudioRate { get; }

    /// <summary>The normalised log-mel features, [512, 128].</summary>
    internal ReadOnlySpan<float> Spectrogram => _spectrogram;

    ReadOnlySpan<float> INetworkInput.Spectrogram => _spectrogram;

    void INetworkInput.WriteFrames(int view, Span<float> destination) => WriteFrames(view, destination);

    /// <summary>The bytes of one of the 16 frames of a view, RGB24; empty for a clip without frames.</summary>
    internal ReadOnlySpan<byte> Frame(int view, int index) =>
        _frames is null ? default : _frames.Pixels[_frames.Views[view][index]];

    /// <summary>Writes the frames of a view as the network wants them.</summary>
    /// <param name="view">0 up to, not including, <see cref="Views"/>.</param>
    /// <param name="destination">Room for [16, 3, size, size]: red, green and blue planes, each value byte / 255.</param>
    internal void WriteFrames(int view, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)view, (uint)Views, nameof(view));
        int length = 3 * ImageSize * ImageSize;
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, FrameChoice.Frames * length);
        if (_frames is null)
        {
            destination.Clear();
            return;
        }
        for (int i = 0; i < FrameChoice.Frames; i++)
            FramePacker.Pack(Frame(view, i), destination.Slice(i * length, length));
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a > b ? b : a ?? b;

    private static TimeSpan? Later(TimeSpan? a, TimeSpan? b) => a < b ? b : a ?? b;
}
