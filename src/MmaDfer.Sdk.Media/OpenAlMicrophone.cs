using MmaDfer.Sdk.Media.OpenAl;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Media;

/// <summary>
/// Live audio of a microphone, through OpenAL: its library (OpenAL Soft) is needed, but no other program. A read waits for audio and
/// returns all there is; audio that waits for longer than the maximum delay of the options is dropped, oldest first. Times are those of
/// arrival on the clock of the options, one sample apart (a clock that runs fast or slow is followed), with a jump where audio is missing.
/// </summary>
/// <remarks>
/// A microphone that is unplugged, or gives no samples for longer than the stall limit of the options, is one <see cref="MediaException"/>.
/// The next read waits for it to come back (with a try every second; for the default microphone, for any) and goes on with its audio;
/// disposing ends the wait. One thread reads, any thread disposes.
/// </remarks>
public sealed class OpenAlMicrophone : IAudioSource
{
    private const int DefaultRate = 48_000;

    private readonly LiveAudio _audio;
    private readonly string _named;

    private OpenAlMicrophone(string? name, MicrophoneOptions options)
    {
        LiveAudio.Check(options);
        if (options.Channels > 2)
            throw new ArgumentOutOfRangeException(nameof(options), options.Channels, "OpenAL listens to one or two channels.");
        OpenAlLibrary library = OpenAlLibrary.Load("Listening to a microphone");
        string? full = name is null ? null : DeviceNames.Find(name, "microphone", library.Microphones);
        _named = full is null ? "the default microphone" : MediaFile.Quote(full);
        CaptureClock clock = options.Clock ?? new CaptureClock();
        MicrophoneOptions asked = options with { SampleRate = options.SampleRate ?? DefaultRate };
        _audio = new LiveAudio(asked.Channels, _ => new OpenAlCapture(library, full, asked, clock));
    }

    /// <summary>Opens a microphone and waits for its first samples.</summary>
    /// <param name="name">Its name, one of <see cref="GetNames"/>, or a part that no other has; null for the default.</param>
    /// <param name="options">Settings; null for 48 kHz and one channel. OpenAL knows one or two channels.</param>
    /// <returns>The source; dispose it.</returns>
    /// <exception cref="MediaException">There is no such microphone, it is in use, or OpenAL is not installed.</exception>
    public static OpenAlMicrophone Open(string? name = null, MicrophoneOptions? options = null) => new(name, options ?? new MicrophoneOptions());

    /// <summary>Opens a microphone on another thread and waits for its first samples.</summary>
    /// <inheritdoc cref="Open"/>
    /// <param name="name">Its name, one of <see cref="GetNames"/>, or a part that no other has; null for the default.</param>
    /// <param name="options">Settings; null for 48 kHz and one channel. OpenAL knows one or two channels.</param>
    /// <param name="cancellationToken">Ends the wait; a microphone that opens later is closed.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static Task<OpenAlMicrophone> OpenAsync(string? name = null, MicrophoneOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceOpening.RunAsync(() => Open(name, options), cancellationToken);

    /// <inheritdoc/>
    public int SampleRate => _audio.SampleRate;

    /// <inheritdoc/>
    public int Channels => _audio.Channels;

    /// <summary>Always true: audio comes as it happens.</summary>
    public bool IsLive => true;

    /// <summary>Lists the microphones of this machine, the default first; the list may be empty.</summary>
    /// <exception cref="MediaException">OpenAL is not installed.</exception>
    public static IReadOnlyList<string> GetNames() => OpenAlLibrary.Load("The list of microphones").Microphones;

    /// <summary>
    /// Why there is no audio at the moment: how the microphone was lost or, while a read waits for it to come back, why it cannot be
    /// opened; null while it works. Safe to read from any thread.
    /// </summary>
    public string? Problem => _audio.Problem;

    /// <summary>Waits for audio and returns all there is.</summary>
    /// <param name="samples">Room for interleaved samples; its length is a multiple of <see cref="Channels"/>.</param>
    /// <param name="time">Time of the first sample returned.</param>
    /// <returns>Number of values written, a multiple of <see cref="Channels"/>; 0 only once disposed.</returns>
    /// <exception cref="MediaException">The microphone was lost; the next call waits for it to come back.</exception>
    public int Read(Span<float> samples, out TimeSpan time) => _audio.Read(samples, out time, this);

    /// <summary>The name in quotes, as in errors.</summary>
    public override string ToString() => _named;

    /// <inheritdoc/>
    public void Dispose() => _audio.Dispose();
}
