namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Sound of a WAV file: PCM of 8, 16, 24 or 32 bits, float of 32 or 64, any rate, any number of channels. Integers become
/// (x - 128) / 128, x / 2^15, x / 2^23, x / 2^31. RIFF, RF64, BW64 and the big-endian RIFX are read. Files whose writer could not fill
/// in the sizes are read to their end; of one that is cut short, what is there, with a warning.
/// </summary>
public sealed class WavAudioSource : IAudioSource
{
    private readonly Stream _stream;
    private readonly string _origin;
    private readonly WavReader _reader;
    private volatile bool _disposed;

    /// <summary>Opens a file.</summary>
    /// <exception cref="MediaException">The file cannot be read, is not WAV, is damaged or compressed.</exception>
    public WavAudioSource(string path)
        : this(MediaFile.Open(path, "a WAV file"), MediaFile.Quote(path))
    {
    }

    /// <summary>Reads a stream from where it stands; it need not be seekable, and is disposed with the source.</summary>
    /// <param name="stream">The bytes of a WAV file.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <exception cref="MediaException">The stream is not WAV, is damaged or compressed.</exception>
    public WavAudioSource(Stream stream, string name = "The WAV stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        _stream = stream;
        _origin = name;
        try
        {
            _reader = new WavReader(stream, name);
        }
        catch (IOException e)
        {
            stream.Dispose();
            throw Unreadable(e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int SampleRate => _reader.SampleRate;

    /// <inheritdoc/>
    public int Channels => _reader.Channels;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _reader.Warning is { } warning ? [warning] : [];

    /// <inheritdoc/>
    public int Read(Span<float> samples, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        time = default;
        try
        {
            return _reader.Read(samples, out time);
        }
        catch (ObjectDisposedException) when (_disposed)
        {
            return 0;
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>The path in quotes, as errors name it.</summary>
    public override string ToString() => _origin;

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _stream.Dispose();
    }

    private MediaException Unreadable(IOException e) => new($"{_origin} cannot be read: {MediaFile.OneLine(e.Message)}", e);
}
