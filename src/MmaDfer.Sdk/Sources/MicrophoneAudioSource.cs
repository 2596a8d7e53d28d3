using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Live audio of a microphone, through the installed program ffmpeg (on PATH, or where the environment variable MMADFER_FFMPEG says). A
/// read waits for audio and returns all there is; audio that waits for longer than the maximum delay of the options is dropped, oldest
/// first. Times are those of arrival on the clock of the options, exactly one sample apart, with a jump where audio is missing.
/// </summary>
/// <remarks>
/// A microphone that is unplugged, or gives no samples for longer than the stall limit of the options, is one <see cref="MediaException"/>.
/// The next read waits for the microphone to come back (with a try every second) and goes on with its audio; disposing ends the wait.
/// </remarks>
public sealed class MicrophoneAudioSource : IAudioSource
{
    private readonly LiveAudio _audio;
    private readonly CaptureDevice _named;

    private MicrophoneAudioSource(CaptureDevice device, MicrophoneOptions options, string? program)
    {
        LiveAudio.Check(options);
        FfmpegSettings settings = FfmpegSettings.WithLimit(options.StallLimit) with { Program = program };
        CaptureClock clock = options.Clock ?? new CaptureClock();
        _named = device;
        _audio = new LiveAudio(
            options.Channels,
            rate => new MicrophoneCapture(device, options with { SampleRate = rate ?? options.SampleRate }, clock, settings));
    }

    /// <summary>Opens a microphone and waits for its first samples.</summary>
    /// <param name="device">The microphone; null for the first of <see cref="CaptureDevice.FindMicrophones"/>.</param>
    /// <param name="options">Settings; null for the device's own rate and one channel.</param>
    /// <returns>The source; dispose it.</returns>
    /// <exception cref="MediaException">There is no such microphone, it is in use, or ffmpeg is not installed.</exception>
    public static MicrophoneAudioSource Open(CaptureDevice? device = null, MicrophoneOptions? options = null) => Open(device, options, program: null);

    /// <summary>Opens a microphone on another thread and waits for its first samples.</summary>
    /// <inheritdoc cref="Open(CaptureDevice?, MicrophoneOptions?)"/>
    /// <param name="device">The microphone; null for the first of <see cref="CaptureDevice.FindMicrophones"/>.</param>
    /// <param name="options">Settings; null for the device's own rate and one channel.</param>
    /// <param name="cancellationToken">Ends the wait; a microphone that opens later is closed.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static Task<MicrophoneAudioSource> OpenAsync(
        CaptureDevice? device = null, MicrophoneOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceOpening.RunAsync(() => Open(device, options), cancellationToken);

    internal static MicrophoneAudioSource Open(CaptureDevice? device, MicrophoneOptions? options, string? program) =>
        new(device ?? CaptureDevice.FindMicrophone(), options ?? new MicrophoneOptions(), program);

    /// <inheritdoc/>
    public int SampleRate => _audio.SampleRate;

    /// <inheritdoc/>
    public int Channels => _audio.Channels;

    /// <summary>Always true: audio comes as it happens.</summary>
    public bool IsLive => true;

    /// <summary>
    /// Why there is no audio at the moment: how the microphone was lost or, while a read waits for it to come back, why it cannot be
    /// opened; or that it delivers only silence since it was opened, so that a permission may be missing; null while it works. Safe to read from any thread.
    /// </summary>
    public string? Problem => _audio.Problem;

    /// <summary>Waits for audio and returns all there is.</summary>
    /// <param name="samples">Room for interleaved samples; its length is a multiple of <see cref="Channels"/>.</param>
    /// <param name="time">Time of the first sample returned.</param>
    /// <returns>Number of values written, a multiple of <see cref="Channels"/>; 0 only once disposed.</returns>
    /// <exception cref="MediaException">The microphone was lost; the next call waits for it to come back.</exception>
    public int Read(Span<float> samples, out TimeSpan time) => _audio.Read(samples, out time, this);

    /// <summary>The name in quotes, as in errors.</summary>
    public override string ToString() => _named.ToString();

    /// <inheritdoc/>
    public void Dispose() => _audio.Dispose();
}
