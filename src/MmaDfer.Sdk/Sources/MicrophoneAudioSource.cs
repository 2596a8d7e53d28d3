using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Sound of a microphone, live, through the installed program ffmpeg (on PATH, or where the environment variable MMADFER_FFMPEG says). A
/// read waits for sound and gives what is there; what a late reader did not take within the delay of the options is dropped, oldest
/// first. Times are those of arrival on the clock of the options, a sample apart, with a jump where sound is missing.
/// </summary>
/// <remarks>
/// A microphone that is unplugged, or gives nothing for longer than the limit of the options, is one <see cref="MediaException"/>. Who
/// then reads again waits for it to come back (a try a second) and goes on with its sound; disposing ends the wait.
/// </remarks>
public sealed class MicrophoneAudioSource : IAudioSource
{
    private readonly LiveAudio _audio;
    private readonly CaptureDevice _named;

    /// <summary>Opens a microphone and waits for its first sound.</summary>
    /// <param name="device">The microphone; null for the one that <see cref="CaptureDevices.Microphones"/> lists first.</param>
    /// <param name="options">What to ask of it; null for its own rate, one channel.</param>
    /// <exception cref="MediaException">There is no such microphone, it is in use, or ffmpeg is not installed.</exception>
    public MicrophoneAudioSource(CaptureDevice? device = null, MicrophoneOptions? options = null)
        : this(device ?? CaptureDevices.Microphone(), options ?? new MicrophoneOptions(), program: null)
    {
    }

    internal MicrophoneAudioSource(CaptureDevice device, MicrophoneOptions options, string? program)
    {
        LiveAudio.Check(options);
        FfmpegSettings settings = FfmpegSettings.WithLimit(options.StallLimit) with { Program = program };
        CaptureClock clock = options.Clock ?? new CaptureClock();
        _named = device;
        _audio = new LiveAudio(
            options.Channels,
            rate => new MicrophoneCapture(device, options with { SampleRate = rate ?? options.SampleRate }, clock, settings));
    }

    /// <inheritdoc/>
    public int SampleRate => _audio.SampleRate;

    /// <inheritdoc/>
    public int Channels => _audio.Channels;

    /// <summary>A microphone's sound comes as it happens: true.</summary>
    public bool IsLive => true;

    /// <summary>
    /// Why there is no sound at the moment: how the microphone was lost, then, while a read waits for it to come back, why it cannot be
    /// opened; null while it works. Safe to read from any thread.
    /// </summary>
    public string? Problem => _audio.Problem;

    /// <summary>Waits for sound and gives what is there.</summary>
    /// <param name="samples">Room for interleaved samples; its length is a multiple of <see cref="Channels"/>.</param>
    /// <param name="time">Time of the first sample given.</param>
    /// <returns>How many values were written, a multiple of <see cref="Channels"/>; 0 only once disposed.</returns>
    /// <exception cref="MediaException">The microphone was lost; the next call waits for it to come back.</exception>
    public int Read(Span<float> samples, out TimeSpan time) => _audio.Read(samples, out time, this);

    /// <summary>The name in quotes, as errors have it.</summary>
    public override string ToString() => _named.ToString();

    /// <inheritdoc/>
    public void Dispose() => _audio.Dispose();
}
