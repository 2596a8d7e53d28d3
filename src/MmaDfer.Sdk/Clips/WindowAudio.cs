using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// The sound of a window that moves along a source, taken to be without gaps. Of a window of more than 5.12 s the network
/// hears the beginning, as of any clip.
/// </summary>
internal sealed class WindowAudio(IAudioSource source)
{
    private readonly float[] _buffer = AudioReader.Buffer(source);
    private readonly LogMel _mel = AudioReader.Mel(source);
    private readonly int _channels = source.Channels;

    // The first channel, and the mean of all, of the samples from number _dropped on.
    private float[] _first = [];
    private float[] _means = [];
    private int _held;
    private long _dropped;
    private TimeSpan _start;

    /// <summary>Whether the source was read to its end.</summary>
    public bool Ended { get; private set; }

    /// <summary>When the last sample read so far is over.</summary>
    public TimeSpan End => Time(_dropped + _held);

    /// <summary>Reads the first samples.</summary>
    /// <returns>Their time; null where there are none.</returns>
    public TimeSpan? Begin()
    {
        Read(out _start);
        return Ended ? null : _start;
    }

    /// <summary>Reads up to a time.</summary>
    public void ReadTo(TimeSpan end, CancellationToken cancellationToken)
    {
        while (!Ended && End < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Read(out _);
        }
    }

    /// <summary>What the network hears of a window; null where that is less than 25 ms.</summary>
    public ClipAudio? Features(TimeSpan start, TimeSpan end)
    {
        int from = Position(start), to = Position(end);
        if (to <= from)
            return null;
        double sum = 0;
        foreach (float mean in _means.AsSpan(from..to))
            sum += mean;
        float[] samples = _first[from..Math.Min(to, from + Spectrogram.SamplesUsed(_mel))];
        return AudioReader.Features(_mel, samples, sum / (to - from), Time(_dropped + from));
    }

    /// <summary>Lets all samples before a time go.</summary>
    public void Drop(TimeSpan before)
    {
        int count = Position(before);
        _first.AsSpan(count.._held).CopyTo(_first);
        _means.AsSpan(count.._held).CopyTo(_means);
        _dropped += count;
        _held -= count;
    }

    private void Read(out TimeSpan time)
    {
        ReadOnlySpan<float> values = AudioReader.Pull(source, _buffer, out time);
        if (values.IsEmpty)
        {
            Ended = true;
            return;
        }
        AudioReader.Sum(source, values, _dropped + _held);
        int added = values.Length / _channels;
        if (_held + added > _first.Length)
        {
            Array.Resize(ref _first, Math.Max(2 * _first.Length, _held + added));
            Array.Resize(ref _means, _first.Length);
        }
        for (int i = 0; i < added; i++, _held++)
        {
            double sum = 0;
            foreach (float value in values.Slice(i * _channels, _channels))
                sum += value;
            _first[_held] = values[i * _channels];
            _means[_held] = (float)(sum / _channels);
        }
    }

    private TimeSpan Time(long sample) =>
        TimeSpan.FromTicks((long)Math.Round(_start.Ticks + (double)sample / _mel.SampleRate * TimeSpan.TicksPerSecond));

    /// <summary>The place of a time among the samples held.</summary>
    private int Position(TimeSpan time)
    {
        double sample = ((double)time.Ticks - _start.Ticks) / TimeSpan.TicksPerSecond * _mel.SampleRate;
        return (int)Math.Clamp(Math.Round(sample) - _dropped, 0, _held);
    }
}
