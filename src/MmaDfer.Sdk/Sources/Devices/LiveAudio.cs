namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>What every microphone does, whatever hears it: gives the audio that is there, tells its loss once, comes back.</summary>
internal sealed class LiveAudio : IDisposable
{
    private readonly LiveDevice<IAudioCapture> _device;
    private IAudioCapture? _heard;
    private AudioLevel? _level;
    private volatile string? _silence;

    /// <summary>Opens the microphone.</summary>
    /// <param name="channels">Interleaved channels.</param>
    /// <param name="start">Makes a new use of it, given the sample rate that it must have; null the first time.</param>
    public LiveAudio(int channels, Func<int?, IAudioCapture> start)
    {
        int? rate = null;
        Channels = channels;
        _device = new LiveDevice<IAudioCapture>(() => start(rate));
        _device.Open();
        rate = SampleRate = _device.Get()!.SampleRate;
    }

    public int SampleRate { get; }

    public int Channels { get; }

    /// <summary>As of the device; of one that works, that it has given nothing but silence since it was opened.</summary>
    public string? Problem => _device.Problem ?? _silence;

    /// <summary>As <see cref="IAudioSource.Read"/>; <paramref name="owner"/> is what a use after disposal is said of.</summary>
    public int Read(Span<float> samples, out TimeSpan time, object owner)
    {
        ObjectDisposedException.ThrowIf(_device.IsDisposed, owner);
        if (samples.Length < Channels)
            throw new ArgumentException($"Room for at least {Channels} samples, one per channel, is needed.", nameof(samples));
        time = default;
        if (_device.Get() is not { } capture)
            return 0;
        int count = capture.Ring.Read(samples, out time);
        NoteLevel(capture, samples[..count], owner);
        if (count > 0 || _device.IsDisposed)
            return count;
        MediaException fault = capture.Fault;
        _device.Lose(fault);
        throw fault;
    }

    /// <summary>Checks what a caller asks of a microphone.</summary>
    public static void Check(MicrophoneOptions options)
    {
        if (options.SampleRate is { } rate)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate, nameof(options.SampleRate));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Channels, nameof(options.Channels));
        if (options.MaxDelay <= TimeSpan.Zero || options.MaxDelay > TimeSpan.FromMinutes(1))
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxDelay, "The delay must be positive and at most a minute.");
        TimeLimit.Check(options.StallLimit, nameof(options.StallLimit));
    }

    public void Dispose() => _device.Dispose();

    /// <summary>Zeros are what systems give a program that may not listen. Later, they are a microphone that suppresses noise.</summary>
    private void NoteLevel(IAudioCapture capture, ReadOnlySpan<float> samples, object owner)
    {
        if (_heard != capture)
            (_heard, _level) = (capture, new AudioLevel(SampleRate, Channels));
        _level!.Add(samples);
        _silence = _level.IsSilent
            ? _silence ?? $"The microphone {owner} delivers {_level.Description}: is the permission missing, is it muted?"
            : null;
    }
}

/// <summary>One use of a microphone.</summary>
internal interface IAudioCapture : ICapture
{
    /// <summary>In Hz; known once it is open.</summary>
    int SampleRate { get; }

    /// <summary>What is heard; there once it is open.</summary>
    SampleRing Ring { get; }

    /// <summary>Why nothing more is heard.</summary>
    MediaException Fault { get; }
}
