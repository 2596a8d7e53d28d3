using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live.Scenes;
using MmaDfer.Sdk.Recognition;
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
    private double _whole;

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

    /// <summary>The person of a scene whom it shows; null for a stream.</summary>
    public LivePerson? Person { get; set; }

    /// <summary>What is to be said of the voices in it.</summary>
    public ReadingFlags VoiceFlags { get; set; }

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

    /// <summary>What the window has of the playback: <see cref="ReadingFlags.PlaybackHeard"/>, <see cref="ReadingFlags.OnlyPlayback"/> or nothing.</summary>
    public ReadingFlags Playback { get; set; }

    /// <summary>Share of the window, 0 to 1, that has frames or audio.</summary>
    public double Filled { get; set; }

    public int Slots { get; private set; } = FrameChoice.Frames;

    /// <summary>The newest part of the window, to be recognised on its own; null for none.</summary>
    public WindowBuffer? Recent { get; private set; }

    /// <summary>The prediction for <see cref="Recent"/>; null without it.</summary>
    public EmotionPrediction? RecentPrediction { get; private set; }

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
    /// <param name="whole">Length of a whole window, of which this one is the newest part; null if it is one.</param>
    public void Begin(
        long epoch, TimeSpan start, TimeSpan end, long takenAt = 0, FrameGrid? grid = null, SlidingWindow? state = null, TimeSpan? whole = null)
    {
        (Epoch, Start, End, TakenAt, _grid, _state) = (epoch, start, end, takenAt, grid, state);
        (HasFrames, HasAudio, Views, Filled, Sliding, Face, VoiceShare, IsGap) = (false, false, 1, 0, null, null, null, false);
        (Playback, VoiceFlags) = (0, 0);
        (Recent, RecentPrediction) = (null, null);
        double length = Times.Seconds(start, end);
        _whole = whole?.TotalSeconds ?? length;
        Slots = Math.Clamp((int)Math.Round(length / _whole * FrameChoice.Frames), 1, FrameChoice.Frames);
        Health.Clear();
    }

    /// <summary>Forgets whose window it was: a buffer that waits for the next one must keep nothing of a stream.</summary>
    public void Forget() => (Person, Recent, Sliding, _grid, _state) = (null, null, null, null, null);

    /// <summary>States the newest part of the window, which is recognised too.</summary>
    public void SetRecent(WindowBuffer recent) => Recent = recent;

    /// <summary>Recognises the window and its newest part.</summary>
    public EmotionPrediction Recognize(LoadedNetwork network)
    {
        EmotionPrediction prediction;
        if (Sliding is null)
        {
            prediction = network.Recognize(this);
            RecognizeRecent(network);
            return prediction;
        }
        prediction = network.Recognize(this, Sliding, Epoch, LastSlot, Recent, out EmotionPrediction? recent);
        RecentPrediction = recent;
        return prediction;
    }

    /// <summary>Recognises the newest part of a window that shares nothing with others.</summary>
    public void RecognizeRecent(LoadedNetwork network) => RecentPrediction = Recent is null ? null : network.Recognize(Recent);

    /// <summary>Chooses among the frames of the window.</summary>
    /// <param name="times">Their times, ascending.</param>
    public void ChooseFrames(ReadOnlySpan<TimeSpan> times)
    {
        int before = 0;
        while (_grid is not null && before < times.Length && times[before] <= Start)
            before++;
        int count = times.Length - before;
        HasFrames = count > 0;
        if (HasFrames && _grid?.Choose(times, _chosen.AsSpan(0, FrameChoice.Frames)) is { } slot)
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
        // Those before the window were only for the slots.
        foreach (ref int frame in _chosen.AsSpan())
            frame += before;
    }

    /// <summary>Memory for the pixels of one of the chosen frames.</summary>
    public Span<byte> Frame(int index) => _pixels.AsSpan(index * _frameBytes, _frameBytes);

    /// <summary>Takes the audio of the window.</summary>
    /// <param name="ring">The audio.</param>
    /// <param name="features">Features of audio of its sample rate.</param>
    /// <param name="voices">Who speaks in it, if it is a person's of a scene: what others say is left out.</param>
    /// <returns>Seconds of audio.</returns>
    public double TakeAudio(AudioRing ring, AudioFeatures features, PersonVoice? voices = null)
    {
        int count = ring.Read(Start, End, features.SamplesUsed, ref _samples, out double sum);
        voices?.Mute(_samples.AsSpan(0, Math.Min(count, features.SamplesUsed)), features.Rate, Start, End);
        HasAudio = features.Write(_samples.AsSpan(0, Math.Min(count, features.SamplesUsed)), count == 0 ? 0 : sum / count, _spectrogram);
        double seconds = HasAudio ? (double)count / features.Rate : 0;
        // The network knows voices of the length of a window; a part of one is heard again and again.
        if (seconds < _whole && Times.Seconds(Start, End) < _whole)
            Tensors.Spectrogram.Repeat(_spectrogram, seconds, _whole);
        return seconds;
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
