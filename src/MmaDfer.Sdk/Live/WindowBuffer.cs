using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>The network's input for a window of a stream, in memory that is reused. One thread at a time.</summary>
/// <param name="imageSize">Width and height of the network's frames.</param>
/// <param name="twoClip">Two choices of 16 frames instead of one.</param>
internal sealed class WindowBuffer(int imageSize, bool twoClip) : INetworkInput
{
    private readonly int _frameBytes = 3 * imageSize * imageSize;
    private readonly byte[] _pixels = new byte[(twoClip ? 2 : 1) * FrameChoice.Frames * 3 * imageSize * imageSize];
    private readonly int[] _chosen = new int[(twoClip ? 2 : 1) * FrameChoice.Frames];
    private readonly float[] _spectrogram = new float[Tensors.Spectrogram.Length];
    private float[] _samples = [];
    private FrameGrid? _grid;
    private SlidingWindow? _state;
    private readonly float[] _voice = new float[VoiceActivity.MaxFrames];

    public TimeSpan Start { get; private set; }

    public TimeSpan End { get; private set; }

    public bool HasFrames { get; private set; }

    public bool HasAudio { get; private set; }

    public int Views { get; private set; } = 1;

    /// <summary>The start of the stream that it belongs to.</summary>
    public long Epoch { get; private set; }

    /// <summary>When the window was taken: a timestamp of the stream's <see cref="TimeProvider"/>.</summary>
    public long TakenAt { get; private set; }

    /// <summary>The face in the newest frame; null without frames.</summary>
    public FaceBox? Face { get; set; }

    /// <summary>How well the face is seen.</summary>
    public FaceHealth Health { get; } = new(imageSize);

    public ReadOnlySpan<float> Spectrogram => _spectrogram;

    /// <summary>The frames of the window to copy to <see cref="Frame"/>, view after view.</summary>
    public ReadOnlySpan<int> Chosen => HasFrames ? _chosen.AsSpan(0, Views * FrameChoice.Frames) : default;

    /// <summary>The share of the audio, 0 to 1, in which somebody speaks; null without audio, or with too little to tell.</summary>
    public float? VoiceShare { get; private set; }

    /// <summary>Whether there is audio in which nobody speaks.</summary>
    public bool HasNoVoice => VoiceShare < VoiceActivity.LeastShare;

    /// <summary>Whether neither frames nor audio, not even silent audio, have come for a while.</summary>
    public bool IsGap { get; set; }

    /// <summary>Share of the window, 0 to 1, that has frames or audio.</summary>
    public double Filled { get; set; }

    /// <summary>The results of previous windows of the stream, which this one reuses; null to compute the whole window.</summary>
    public SlidingWindow? Sliding { get; private set; }

    /// <summary>The time slot of the newest frame, if results are reused.</summary>
    public long LastSlot { get; private set; }

    /// <summary>Empties the buffer.</summary>
    /// <param name="epoch">The start of the stream.</param>
    /// <param name="start">Start of the window.</param>
    /// <param name="end">End of the window.</param>
    /// <param name="takenAt">Timestamp of now.</param>
    /// <param name="grid">Chooses frames that windows share; null if each window stands alone.</param>
    /// <param name="state">Results of previous windows; null likewise.</param>
    public void Begin(long epoch, TimeSpan start, TimeSpan end, long takenAt = 0, FrameGrid? grid = null, SlidingWindow? state = null)
    {
        (Epoch, Start, End, TakenAt, _grid, _state) = (epoch, start, end, takenAt, grid, state);
        (HasFrames, HasAudio, Views, Filled, Sliding, Face, VoiceShare, IsGap) = (false, false, 1, 0, null, null, null, false);
        Health.Clear();
    }

    /// <summary>Chooses among the frames of the window.</summary>
    /// <param name="times">Their times, ascending.</param>
    public void ChooseFrames(ReadOnlySpan<TimeSpan> times)
    {
        int count = times.Length;
        HasFrames = count > 0;
        if (_grid?.Choose(times, _chosen.AsSpan(0, FrameChoice.Frames)) is { } slot)
        {
            (Sliding, LastSlot) = (_state, slot);
            return;
        }
        Views = twoClip && count > FrameChoice.Frames ? 2 : 1;
        if (Views == 2)
        {
            FrameChoice.TwoClip(count, 0, _chosen.AsSpan(0, FrameChoice.Frames));
            FrameChoice.TwoClip(count, 1, _chosen.AsSpan(FrameChoice.Frames));
        }
        else if (HasFrames)
        {
            FrameChoice.Evaluation(count, _chosen.AsSpan(0, FrameChoice.Frames));
        }
    }

    /// <summary>Memory for the pixels of one of the chosen frames.</summary>
    public Span<byte> Frame(int index) => _pixels.AsSpan(index * _frameBytes, _frameBytes);

    /// <summary>Takes the audio of the window.</summary>
    /// <param name="ring">The audio.</param>
    /// <param name="features">Features of audio of its sample rate.</param>
    /// <returns>Seconds of audio.</returns>
    public double TakeAudio(AudioRing ring, AudioFeatures features)
    {
        int count = ring.Read(Start, End, features.SamplesUsed, ref _samples, out double sum);
        HasAudio = features.Write(_samples.AsSpan(0, Math.Min(count, features.SamplesUsed)), count == 0 ? 0 : sum / count, _spectrogram);
        return HasAudio ? (double)count / features.Rate : 0;
    }

    /// <summary>Measures how much of the audio that was taken is speech.</summary>
    /// <param name="voices">Tells voices at the rate of its features.</param>
    /// <param name="seconds">Its length.</param>
    public void MeasureVoice(VoiceActivity voices, double seconds)
    {
        int rows = (int)Math.Clamp((seconds - 0.016) * 100, 0, Tensors.Spectrogram.Rows);
        double enough = Math.Min(VoiceActivity.EnoughSeconds, Times.Seconds(Start, End)) - 0.05;
        if (seconds >= enough && rows > 0)
            VoiceShare = voices.Measure(_spectrogram.AsSpan(0, rows * Tensors.Spectrogram.Bands), _voice, Tensors.Spectrogram.Scale);
    }

    /// <summary>Takes silence instead of audio.</summary>
    /// <returns>Its seconds of audio: 0.</returns>
    public double TakeSilence()
    {
        HasAudio = false;
        Tensors.Spectrogram.WriteSilence(_spectrogram);
        return 0;
    }

    public void WriteFrames(int view, Span<float> destination)
    {
        if (!HasFrames)
        {
            destination.Clear();
            return;
        }
        for (int i = 0; i < FrameChoice.Frames; i++)
            FramePacker.Pack(Frame(view * FrameChoice.Frames + i), destination.Slice(i * _frameBytes, _frameBytes));
    }
}

/// <summary>
/// Time slots, 16 per window, that stay in place while windows slide over them. The first frame of a slot represents it, so all windows
/// choose the same one; the previous frame represents an empty slot.
/// </summary>
/// <param name="window">Length of a window.</param>
internal sealed class FrameGrid(TimeSpan window)
{
    private readonly long _step = window.Ticks / FrameChoice.Frames;

    /// <summary>Chooses the frames of the newest 16 slots.</summary>
    /// <param name="times">Times of the frames of a window, ascending.</param>
    /// <param name="chosen">Receives their 16 indices.</param>
    /// <returns>The newest slot; null if the frames do not reach back to the oldest slot.</returns>
    public long? Choose(ReadOnlySpan<TimeSpan> times, Span<int> chosen)
    {
        if (times.IsEmpty)
            return null;
        long last = Slot(times[^1]), slot = last - FrameChoice.Frames + 1;
        if (Slot(times[0]) > slot)
            return null;
        for (int i = 0, frame = 0; i < FrameChoice.Frames; i++, slot++)
        {
            while (Slot(times[frame]) < slot)
                frame++;
            chosen[i] = Slot(times[frame]) == slot ? frame : frame - 1;
        }
        return last;
    }

    private long Slot(TimeSpan time) => (long)Math.Floor((double)time.Ticks / _step);
}
