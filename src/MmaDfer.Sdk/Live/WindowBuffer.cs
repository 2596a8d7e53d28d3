using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>What the network is to see of a window, in memory that is used again and again. One thread at a time.</summary>
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

    public TimeSpan Start { get; private set; }

    public TimeSpan End { get; private set; }

    public bool HasFrames { get; private set; }

    public bool HasAudio { get; private set; }

    public int Views { get; private set; } = 1;

    /// <summary>Number of the stream's start that it belongs to.</summary>
    public long Epoch { get; private set; }

    public ReadOnlySpan<float> Spectrogram => _spectrogram;

    /// <summary>Which of the window's frames are to be copied to <see cref="Frame"/>, view after view.</summary>
    public ReadOnlySpan<int> Chosen => HasFrames ? _chosen.AsSpan(0, Views * FrameChoice.Frames) : default;

    /// <summary>Share of the window, 0 to 1, for which there are frames or sound.</summary>
    public double Filled { get; set; }

    /// <summary>The results of the stream's earlier windows, with which this one shares frames; null where all is to be computed.</summary>
    public SlidingWindow? Sliding { get; private set; }

    /// <summary>The time slot of its newest frame, if it shares frames.</summary>
    public long LastSlot { get; private set; }

    /// <summary>Empties it.</summary>
    /// <param name="epoch">Number of the stream's start.</param>
    /// <param name="start">When it starts.</param>
    /// <param name="end">When it ends.</param>
    /// <param name="grid">Where frames that windows share are looked for; null for each window on its own.</param>
    /// <param name="state">What was computed of them; null as well.</param>
    public void Begin(long epoch, TimeSpan start, TimeSpan end, FrameGrid? grid = null, SlidingWindow? state = null)
    {
        (Epoch, Start, End, _grid, _state) = (epoch, start, end, grid, state);
        (HasFrames, HasAudio, Views, Filled, Sliding) = (false, false, 1, 0, null);
    }

    /// <summary>Chooses among frames of these times.</summary>
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

    /// <summary>Room for the pixels of one of the chosen frames.</summary>
    public Span<byte> Frame(int index) => _pixels.AsSpan(index * _frameBytes, _frameBytes);

    /// <summary>Takes the sound of the window.</summary>
    /// <param name="ring">Where it is.</param>
    /// <param name="mel">Features at its rate.</param>
    /// <returns>Seconds that there are.</returns>
    public double TakeAudio(AudioRing ring, LogMel mel)
    {
        int keep = Tensors.Spectrogram.SamplesUsed(mel);
        int count = ring.Read(Start, End, keep, ref _samples, out double sum);
        HasAudio = AudioReader.Write(mel, _samples.AsSpan(0, Math.Min(count, keep)), count == 0 ? 0 : sum / count, _spectrogram);
        return HasAudio ? (double)count / mel.SampleRate : 0;
    }

    /// <summary>Takes no sound.</summary>
    public void TakeSilence() => Tensors.Spectrogram.WriteSilence(_spectrogram);

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
