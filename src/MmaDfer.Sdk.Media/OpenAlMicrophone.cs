using MmaDfer.Sdk.Media.OpenAl;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Media;

/// <summary>
/// Sound of a microphone, live, through OpenAL: no other program is needed, but its library (OpenAL Soft) is. A read waits for sound and
/// gives what is there; what a late reader did not take within the delay of the options is dropped, oldest first. Times are those of
/// arrival on the clock of the options, a sample apart, with a jump where sound is missing.
/// </summary>
/// <remarks>
/// A microphone that is unplugged, or gives nothing for longer than the limit of the options, is one <see cref="MediaException"/>. Who
/// then reads again waits for it to come back (a try a second; for the default microphone, for any) and goes on with its sound;
/// disposing ends the wait. One thread reads, any thread disposes.
/// </remarks>
public sealed class OpenAlMicrophone : IAudioSource
{
    private const int DefaultRate = 48_000;

    private readonly LiveAudio _audio;
    private readonly string _named;

    /// <summary>Opens a microphone.</summary>
    /// <param name="name">Its name, one of <see cref="Names"/>, or a part that no other has; null for the default.</param>
    /// <param name="options">What to ask of it; null for 48 kHz, one channel. OpenAL knows one or two channels.</param>
    /// <exception cref="MediaException">There is no such microphone, it is in use, or OpenAL is not installed.</exception>
    public OpenAlMicrophone(string? name = null, MicrophoneOptions? options = null)
    {
        options ??= new MicrophoneOptions();
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

    /// <inheritdoc/>
    public int SampleRate => _audio.SampleRate;

    /// <inheritdoc/>
    public int Channels => _audio.Channels;

    /// <summary>A microphone's sound comes as it happens: true.</summary>
    public bool IsLive => true;

    /// <summary>The microphones of this machine, the default first; none is no error.</summary>
    /// <exception cref="MediaException">OpenAL is not installed.</exception>
    public static IReadOnlyList<string> Names() => OpenAlLibrary.Load("The list of microphones").Microphones;

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
    public override string ToString() => _named;

    /// <inheritdoc/>
    public void Dispose() => _audio.Dispose();
}
