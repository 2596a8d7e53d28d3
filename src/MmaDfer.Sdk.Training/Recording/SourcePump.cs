using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>Reads sources into a recorder: frames by the calling thread, live audio by another one, other audio as far as the frames are.</summary>
internal sealed class SourcePump : IDisposable
{
    private readonly ClipRecorder _recorder;
    private readonly IFrameSource? _frames;
    private readonly IAudioSource? _audio;
    private readonly float[] _buffer = [];
    private readonly Thread? _listener;
    private volatile bool _ending, _hasHeard;
    private volatile Exception? _fault;
    private TimeSpan _heard = TimeSpan.MinValue;
    private bool _audioEnded;

    public SourcePump(ClipRecorder recorder, IFrameSource? frames, IAudioSource? audio)
    {
        (_recorder, _frames, _audio) = (recorder, frames, audio);
        if (audio is null)
            return;
        _buffer = AudioReader.Buffer(audio);
        if (frames is null || !audio.IsLive)
            return;
        _listener = new Thread(Listen) { IsBackground = true, Name = "mmadfer recording" };
        _listener.Start();
    }

    /// <summary>Time of the last frame; without frames, the end of the audio.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Whether there was audio, or none is waited for: a microphone may need longer than a camera until it gives something.</summary>
    public bool HasAudio => _listener is null || _hasHeard;

    /// <summary>What the sources have to say.</summary>
    public IReadOnlyList<string> Warnings => [.. (_frames?.Warnings ?? []).Concat(_audio?.Warnings ?? []).Distinct()];

    /// <summary>Reads on.</summary>
    /// <returns>False at the end of the frames; without frames, of the audio.</returns>
    /// <exception cref="MediaException">A source is damaged or was lost.</exception>
    public bool Read()
    {
        if (_fault is { } fault)
            throw new MediaException(fault.Message, fault);
        if (_frames is null)
        {
            bool more = Hear();
            Now = _heard;
            return more;
        }
        if (!_frames.TryRead(out FrameView frame, out TimeSpan time))
            return false;
        Now = time;
        // Before the frame, so that a take that it completes has its audio.
        while (_listener is null && _audio is not null && !_audioEnded && _heard <= time)
            _audioEnded = !Hear();
        _recorder.PushFrame(frame, time);
        return true;
    }

    public void Dispose()
    {
        _ending = true;
        // A live source gives something within its stall limit.
        _listener?.Join();
    }

    private bool Hear()
    {
        ReadOnlySpan<float> samples = AudioReader.Pull(_audio!, _buffer, out TimeSpan time);
        if (samples.IsEmpty)
            return false;
        _heard = Times.Add(time, (double)samples.Length / _audio!.Channels / _audio.SampleRate);
        _recorder.PushAudio(samples, _audio.SampleRate, _audio.Channels, time);
        _hasHeard = true;
        return true;
    }

    private void Listen()
    {
        try
        {
            while (!_ending && Hear())
            {
            }
        }
        catch (Exception exception)
        {
            // It must not end the process; the thread that reads frames passes it on.
            _fault = exception;
        }
    }
}
