using MmaDfer.Sdk.Media.OpenAl;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Media;

/// <summary>
/// Plays audio through OpenAL. Writing waits while more than a fifth of a second is waiting to be heard, so that a writer keeps the
/// speaker's pace. One thread writes; disposing, from any thread, ends its wait and what is still to be heard. A program that plays through
/// OpenAL itself is not disturbed.
/// </summary>
/// <remarks>
/// A speaker that is unplugged, or does not go on for 5 s, is a <see cref="MediaException"/>; each later write tries to open it again
/// (for the default speaker, any) and throws as long as it is away.
/// </remarks>
public sealed class OpenAlSpeaker : IDisposable
{
    private const int BlocksPerSecond = 50;
    private const int Blocks = 10;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(5);

    private readonly OpenAlLibrary _library;
    private readonly string? _name;
    private readonly short[] _block;
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _disposing = new(false);
    private OpenAlOutput? _output;
    private int _filled;

    private OpenAlSpeaker(int sampleRate, int channels, string? name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, BlocksPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 2);
        (SampleRate, Channels) = (sampleRate, channels);
        _library = OpenAlLibrary.Load("Playing audio");
        _name = name is null ? null : DeviceNames.Find(name, "speaker", _library.Speakers);
        _block = new short[sampleRate / BlocksPerSecond * 2];
        _output = OpenOutput();
    }

    /// <summary>Opens a speaker.</summary>
    /// <param name="sampleRate">Samples per second and channel of the audio to play, in Hz.</param>
    /// <param name="channels">1 or 2 interleaved channels.</param>
    /// <param name="name">Its name, one of <see cref="GetNames"/>, or a part that no other has; null for the default.</param>
    /// <returns>The speaker; dispose it.</returns>
    /// <exception cref="MediaException">There is no such speaker, it is in use, or OpenAL is not installed.</exception>
    public static OpenAlSpeaker Open(int sampleRate, int channels = 1, string? name = null) => new(sampleRate, channels, name);

    /// <summary>Samples per second and channel, in Hz.</summary>
    public int SampleRate { get; }

    /// <summary>Number of interleaved channels.</summary>
    public int Channels { get; }

    /// <summary>How much of the audio has been played since the speaker was last opened.</summary>
    public TimeSpan Played
    {
        get
        {
            lock (_lock)
                return TimeSpan.FromSeconds((double)(_output?.Played ?? 0) / SampleRate);
        }
    }

    /// <summary>Lists the speakers of this machine, the default first; the list may be empty.</summary>
    /// <exception cref="MediaException">OpenAL is not installed.</exception>
    public static IReadOnlyList<string> GetNames() => OpenAlLibrary.Load("The list of speakers").Speakers;

    /// <summary>Plays samples after those written before.</summary>
    /// <param name="samples">Interleaved, whole samples of all channels; what is beyond [-1, 1] is cut off. Copied before the return.</param>
    /// <exception cref="MediaException">The speaker was lost or is still away.</exception>
    public void Write(ReadOnlySpan<float> samples)
    {
        if (samples.Length % Channels != 0)
            throw new ArgumentException($"{samples.Length} samples are not a multiple of {Channels} channels.", nameof(samples));
        ObjectDisposedException.ThrowIf(_disposing.IsSet, this);
        while (!samples.IsEmpty)
        {
            // The block is stereo; a single channel goes to both sides.
            (short left, short right) = (Sample(samples[0]), Sample(samples[Channels - 1]));
            (_block[_filled], _block[_filled + 1]) = (left, right);
            samples = samples[Channels..];
            _filled += 2;
            if (_filled == _block.Length && !Queue())
                return;
        }
    }

    /// <summary>Waits until all that was written has been played.</summary>
    /// <exception cref="MediaException">The speaker was lost.</exception>
    public void Drain()
    {
        ObjectDisposedException.ThrowIf(_disposing.IsSet, this);
        if (_filled > 0 && !Queue())
            return;
        WaitFor(static (output, _) =>
        {
            if (output.IsIdle)
                return true;
            output.Play();
            return false;
        });
    }

    /// <summary>Plays a source to its end.</summary>
    /// <param name="source">The audio, with the speaker's rate and number of channels; not disposed.</param>
    /// <param name="cancellationToken">Ends the playing early.</param>
    /// <exception cref="MediaException">The source is damaged, or the speaker was lost.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public void Play(IAudioSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if ((source.SampleRate, source.Channels) != (SampleRate, Channels))
        {
            throw new ArgumentException(
                $"The audio has {source.SampleRate} Hz and {source.Channels} channels, the speaker {SampleRate} Hz and {Channels}.", nameof(source));
        }
        float[] samples = new float[_block.Length / 2 * Channels];
        int count;
        while ((count = source.Read(samples, out _)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(samples.AsSpan(0, count));
        }
        Drain();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposing.Set();
        Close();
    }

    internal static string Called(string? name) => name is null ? "The default speaker" : $"The speaker {MediaFile.Quote(name)}";

    private static short Sample(float value) => (short)MathF.Round(Math.Clamp(value, -1, 1) * short.MaxValue);

    private OpenAlOutput OpenOutput() => new(_library, _name, SampleRate, Blocks);

    private bool Queue()
    {
        try
        {
            return WaitFor(static (output, speaker) => output.TryQueue(speaker._block.AsSpan(0, speaker._filled)));
        }
        finally
        {
            _filled = 0;
        }
    }

    /// <summary>Asks again and again, the lock free in between; false once disposed.</summary>
    private bool WaitFor(Func<OpenAlOutput, OpenAlSpeaker, bool> condition)
    {
        long start = Environment.TickCount64;
        long heard = -1;
        while (!_disposing.IsSet)
        {
            lock (_lock)
            {
                if (_disposing.IsSet)
                    return false;
                OpenAlOutput output = _output ??= OpenOutput();
                if (!output.IsConnected)
                    throw Lost("it was disconnected");
                if (condition(output, this))
                    return true;
                long now = output.Played;
                if (now != heard)
                    (heard, start) = (now, Environment.TickCount64);
                else if (Environment.TickCount64 - start > StallLimit.TotalMilliseconds)
                    throw Lost($"it played nothing for {StallLimit.TotalSeconds} s");
            }
            _disposing.Wait(Beat);
        }
        return false;
    }

    private MediaException Lost(string how)
    {
        Close();
        return new MediaException($"{Called(_name)} was lost: {how}.");
    }

    private void Close()
    {
        lock (_lock)
        {
            _output?.Dispose();
            _output = null;
        }
    }
}
