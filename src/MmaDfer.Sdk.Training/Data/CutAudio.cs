using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>The samples of a source within a part of it. Owns the source.</summary>
internal sealed class CutAudio(IAudioSource source, TimeSpan? start, TimeSpan? end) : IAudioSource
{
    private bool _ended;

    public int SampleRate => source.SampleRate;

    public int Channels => source.Channels;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public int Read(Span<float> samples, out TimeSpan time)
    {
        while (!_ended && source.Read(samples, out time) is > 0 and int read)
        {
            int count = read / Channels;
            int first = start is null ? 0 : Place(start.Value - time, count), last = end is null ? count : Place(end.Value - time, count);
            _ended = last < count;
            if (first >= last)
                continue;
            samples[(first * Channels)..(last * Channels)].CopyTo(samples);
            time += TimeSpan.FromSeconds((double)first / SampleRate);
            return (last - first) * Channels;
        }
        _ended = true;
        time = end ?? default;
        return 0;
    }

    public override string ToString() => $"{source} from {CutFrames.Range(start, end)}";

    public void Dispose() => source.Dispose();

    /// <summary>How many samples come before a time, of so many.</summary>
    private int Place(TimeSpan time, int count) =>
        // In double, which holds any time times any rate; a hair less, so that rounded times find their sample.
        (int)Math.Clamp(Math.Ceiling(time.TotalSeconds * SampleRate - 1e-3), 0, count);
}
