using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Watches recordings: reads them only as far as the next window needs, and looks at every window, however long that takes. The same
/// sources give the same readings on any machine. One thread at a time.
/// </summary>
/// <param name="frames">Pictures; null for none.</param>
/// <param name="audio">Sound; null for none.</param>
/// <param name="stream">What they are pushed to.</param>
/// <param name="options">Of the stream.</param>
internal sealed class RecordedWatch(IFrameSource? frames, IAudioSource? audio, LiveStream stream, EmotionStreamOptions options)
{
    private readonly HeldFrames? _frames = frames is null ? null : new HeldFrames(frames);
    private readonly float[] _samples = audio is null ? [] : AudioReader.Buffer(audio);
    private bool _framesEnded = frames is null, _audioEnded = audio is null;
    private TimeSpan _shown = TimeSpan.MinValue, _heard = TimeSpan.MinValue;
    private TimeSpan _due;
    private long _epoch = -1;
    private bool _ended;

    /// <summary>Reads on to the next window and takes it.</summary>
    /// <param name="window">Where to.</param>
    /// <param name="cancellationToken">Looked at between reads.</param>
    /// <returns>False after the last one.</returns>
    /// <exception cref="MediaException">A source is damaged.</exception>
    public bool Next(WindowBuffer window, CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (stream.Clock.Now is { } now)
            {
                if (now.Epoch != _epoch)
                    (_epoch, _due) = (now.Epoch, Times.Add(now.Start, options.Interval.TotalSeconds));
                if (Read >= _due)
                {
                    stream.Take(window, _due);
                    // Later than a damaged file's last time there is none.
                    _ended = _due == TimeSpan.MaxValue;
                    // Over a long gap at once to where something is shown or played again.
                    _due = Times.Later(Times.Add(_due, options.Interval.TotalSeconds), window.HasFrames || window.HasAudio ? TimeSpan.MinValue : Read);
                    return true;
                }
                if (_framesEnded && _audioEnded)
                {
                    // What is left is less than an interval.
                    _ended = true;
                    return now.Now > Times.Add(_due, -options.Interval.TotalSeconds) && stream.Take(window);
                }
            }
            else if (_framesEnded && _audioEnded)
            {
                _ended = true;
                return false;
            }
            if (!_framesEnded && (_audioEnded || _shown <= _heard))
                ReadFrame();
            else
                ReadAudio();
        }
        return false;
    }

    /// <summary>Up to when both sources were read.</summary>
    private TimeSpan Read => _framesEnded ? _audioEnded ? TimeSpan.MinValue : _heard : _audioEnded || _shown < _heard ? _shown : _heard;

    private void ReadFrame()
    {
        if (!_frames!.TryRead(out FrameView frame, out _shown))
        {
            _framesEnded = true;
            return;
        }
        if (stream.PushFrame(frame, _shown))
            stream.Cut();
    }

    private void ReadAudio()
    {
        ReadOnlySpan<float> samples = AudioReader.Pull(audio!, _samples, out TimeSpan time);
        if (samples.IsEmpty)
        {
            _audioEnded = true;
            return;
        }
        stream.PushAudio(samples, audio!.SampleRate, audio.Channels, time);
        _heard = Times.Add(time, (double)(samples.Length / audio.Channels) / audio.SampleRate);
    }
}
