using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Reads recordings only as far as the next window needs, and takes every window, regardless of the time that takes. The same sources
/// give the same windows on any machine. One thread at a time.
/// </summary>
/// <param name="frames">Frames; null for none.</param>
/// <param name="audio">Audio; null for none.</param>
/// <param name="stream">Receives both.</param>
/// <param name="options">Of the stream.</param>
internal sealed class RecordedWatch(IFrameSource? frames, IAudioSource? audio, LiveStream stream, EmotionStreamOptions options)
{
    private readonly HeldFrames? _frames = frames is null ? null : new HeldFrames(frames);
    private readonly float[] _samples = audio is null ? [] : AudioReader.Buffer(audio);
    private bool _framesEnded = frames is null, _audioEnded = audio is null;
    private TimeSpan _framesRead = TimeSpan.MinValue, _audioRead = TimeSpan.MinValue;
    private TimeSpan _due;
    private long _epoch = -1;
    private bool _ended;

    /// <summary>Reads up to the end of the next window and takes it.</summary>
    /// <param name="window">Receives it.</param>
    /// <param name="cancellationToken">Checked between reads.</param>
    /// <returns>False after the last window.</returns>
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
                if (ReadUpTo >= _due)
                {
                    stream.TakeWindow(window, _due);
                    // A damaged file may have the last time there is.
                    _ended = _due == TimeSpan.MaxValue;
                    // Skips a long gap up to the next frame or audio.
                    _due = Times.Later(Times.Add(_due, options.Interval.TotalSeconds), window.IsGap ? ReadUpTo : TimeSpan.MinValue);
                    return true;
                }
                if (_framesEnded && _audioEnded)
                {
                    // Less than an interval is left.
                    _ended = true;
                    return now.Now > Times.Add(_due, -options.Interval.TotalSeconds) && stream.TakeWindow(window);
                }
            }
            else if (_framesEnded && _audioEnded)
            {
                _ended = true;
                return false;
            }
            if (!_framesEnded && (_audioEnded || _framesRead <= _audioRead))
                ReadFrame();
            else
                ReadAudio();
        }
        return false;
    }

    /// <summary>The time up to which both sources were read.</summary>
    private TimeSpan ReadUpTo => _framesEnded ? _audioEnded ? TimeSpan.MinValue : _audioRead : _audioEnded || _framesRead < _audioRead ? _framesRead : _audioRead;

    private void ReadFrame()
    {
        if (!_frames!.TryRead(out FrameView frame, out _framesRead))
        {
            _framesEnded = true;
            return;
        }
        if (stream.PushFrame(frame, _framesRead))
            stream.ProcessFrame();
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
        _audioRead = Times.Add(time, (double)(samples.Length / audio.Channels) / audio.SampleRate);
    }
}
