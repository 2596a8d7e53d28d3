namespace MmaDfer.Sdk.Sources;

/// <summary>Uncompressed audio of a WAV file; <see cref="AudioSource.Open"/> lists the formats.</summary>
internal sealed class WavAudioSource : IAudioSource
{
    private readonly Stream _stream;
    private readonly string _origin;
    private readonly WavReader _reader;
    private volatile bool _disposed;

    /// <summary>Reads a stream from its position; it need not be seekable, and is disposed with the source.</summary>
    /// <param name="stream">The bytes of a WAV file.</param>
    /// <param name="name">Name of the stream in errors.</param>
    /// <exception cref="MediaException">The stream is not WAV, is damaged or compressed.</exception>
    public WavAudioSource(Stream stream, string name = "The WAV stream")
        : this(stream, name, Header(stream, name))
    {
    }

    private WavAudioSource(Stream stream, string name, WavHeader header)
    {
        (_stream, _origin) = (stream, name);
        try
        {
            _reader = new WavReader(stream, name, header);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file; null for a compressed one, which ffmpeg decodes.</summary>
    /// <exception cref="MediaException">The file cannot be read, is not WAV, is damaged, or compressed in a way that ffmpeg misreads.</exception>
    public static WavAudioSource? TryOpen(string path)
    {
        FileStream stream = MediaFile.Open(path, "a WAV file");
        string origin = MediaFile.Quote(path);
        WavHeader header = Header(stream, origin);
        if (header.IsPlain())
            return new WavAudioSource(stream, origin, header);
        stream.Dispose();
        // ffmpeg takes the big-endian numbers of such a file for little-endian ones.
        return !header.BigEndian ? null : throw new MediaException(
            $"{origin} holds compressed audio (WAV format {header.FormatTag}) in a big-endian file (RIFX), which is not read; RIFF is needed.");
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
            throw Unreadable(_origin, e);
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

    private static WavHeader Header(Stream stream, string origin)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(origin, "name");
        try
        {
            return WavHeader.Read(stream, origin);
        }
        catch (IOException e)
        {
            stream.Dispose();
            throw Unreadable(origin, e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static MediaException Unreadable(string origin, IOException e) => new($"{origin} cannot be read: {MediaFile.OneLine(e.Message)}", e);
}
