using System.Globalization;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>A span of a film that was cut out.</summary>
/// <param name="Span">The span.</param>
/// <param name="Take">What was cut out, maybe nothing.</param>
/// <param name="Remark">What is to be said of it; null for nothing.</param>
internal sealed record CutSpan(LabeledClip Span, ClipTake Take, string? Remark);

/// <summary>Cuts spans out of one film, which is read once. One thread.</summary>
internal sealed class FilmCutter : IDisposable
{
    // Times of frames and lists are rounded.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(1);

    private readonly OpenClip _film;
    private readonly TakeMaker _maker;
    private readonly float[] _buffer;
    private TimeSpan _heard = TimeSpan.MinValue;
    private bool _audioEnded, _ended;

    /// <param name="options">Of the set.</param>
    /// <param name="labels">The names of the labels.</param>
    /// <param name="spans">At least one, all of the same film.</param>
    /// <exception cref="MediaException">The film cannot be opened.</exception>
    public FilmCutter(ClipRecorderOptions options, IReadOnlyList<string> labels, IReadOnlyList<LabeledClip> spans)
    {
        _film = OpenClip.Open(spans[0] with { Start = null, End = null });
        _maker = new TakeMaker(options, _film.Frames is not null, _film.Audio is not null, spans.Max(LengthOf));
        _buffer = _film.Audio is null ? [] : AudioReader.Buffer(_film.Audio);
        foreach (LabeledClip span in spans)
        {
            TimeSpan start = (span.Start ?? TimeSpan.Zero) - s_tolerance;
            _maker.Begin(labels[span.Label], start > TimeSpan.Zero ? start : TimeSpan.Zero, LengthOf(span), span);
        }
    }

    /// <summary>What the film's sources have to say.</summary>
    public IEnumerable<string> Warnings => (_film.Frames?.Warnings ?? []).Concat(_film.Audio?.Warnings ?? []);

    /// <summary>Reads on to the next span that is complete; null when there are no more.</summary>
    /// <exception cref="MediaException">The film is damaged.</exception>
    public CutSpan? Next(CancellationToken cancellationToken)
    {
        while (_maker.Open.Count > 0)
        {
            foreach (OpenTake take in _maker.Open)
            {
                if (_ended || _maker.IsComplete(take))
                    return Finish(take);
            }
            cancellationToken.ThrowIfCancellationRequested();
            _ended = !Read();
        }
        return null;
    }

    public void Dispose() => _film.Dispose();

    private static TimeSpan LengthOf(LabeledClip span) =>
        span.End is { } end ? end - (span.Start ?? TimeSpan.Zero) : ClipRecorderOptions.MaxLength;

    private CutSpan Finish(OpenTake take)
    {
        var span = (LabeledClip)take.Tag!;
        string name = Printable.Text(span.Id, 300);
        if (_maker.IsComplete(take))
        {
            return Judged(span, _maker.Finish(take), span.End is not null ? null
                : $"{name} is longer than {ClipRecorderOptions.MaxLength.TotalSeconds:0} s; only its beginning was taken: give its start and end.");
        }
        TimeSpan length = _maker.End - take.Start!.Value;
        if (length <= TimeSpan.Zero)
            return new CutSpan(span, _maker.Finish(take, TimeSpan.Zero), $"{name} starts after the end of the film; nothing was taken.");
        TimeSpan asked = LengthOf(span);
        return Judged(span, _maker.Finish(take, length < asked ? length : asked), span.End is null || asked - length < TimeSpan.FromSeconds(0.1) ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name}: the film ends {(asked - length).TotalSeconds:0.##} s earlier; what there is was taken."));
    }

    private static CutSpan Judged(LabeledClip span, ClipTake take, string? remark) => new(
        span, take, take.IsEmpty ? $"{Printable.Text(span.Id, 300)}: {take.Advice}; nothing was taken." : remark);

    private bool Read()
    {
        if (_film.Frames is not { } frames)
            return Hear();
        if (!frames.TryRead(out FrameView frame, out TimeSpan time))
            return false;
        // Before the frame, so that a span that it completes has its audio.
        while (_film.Audio is not null && !_audioEnded && _heard <= time)
            _audioEnded = !Hear();
        if (_maker.IsNeeded(time))
            _maker.PushFrame(frame, time);
        else
            _maker.SkipFrame(time);
        return true;
    }

    private bool Hear()
    {
        ReadOnlySpan<float> samples = AudioReader.Pull(_film.Audio!, _buffer, out TimeSpan time);
        if (samples.IsEmpty)
            return false;
        _heard = Times.Add(time, (double)samples.Length / _film.Audio!.Channels / _film.Audio.SampleRate);
        _maker.PushAudio(samples, _film.Audio.SampleRate, _film.Audio.Channels, time);
        return true;
    }
}
