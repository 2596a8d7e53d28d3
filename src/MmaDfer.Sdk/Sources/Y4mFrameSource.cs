using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Sources;

/// <summary>Frames of a Y4M file; <see cref="FrameSource.Open"/> lists the formats.</summary>
internal sealed class Y4mFrameSource : IFrameSource
{
    private readonly string _origin;
    private readonly Y4mReader _reader;
    private readonly Y4mHeader _header;
    private readonly PixelLayout _layout;
    private readonly bool _seekable;
    private readonly byte[] _planes;
    private readonly byte[] _rgb;
    private volatile bool _disposed;

    /// <summary>Opens a file.</summary>
    /// <exception cref="MediaException">The file cannot be read, is not Y4M, is damaged or has no frames.</exception>
    public Y4mFrameSource(string path)
        : this(MediaFile.Open(path, "a Y4M file"), MediaFile.Quote(path))
    {
    }

    /// <summary>Reads a stream from its position; it need not be seekable, and is disposed with the source.</summary>
    /// <param name="stream">The bytes of a Y4M file.</param>
    /// <param name="name">Name of the stream in errors.</param>
    /// <exception cref="MediaException">The stream is not Y4M, is damaged or has no frames.</exception>
    public Y4mFrameSource(Stream stream, string name = "The Y4M stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        _origin = name;
        _seekable = stream.CanSeek;
        try
        {
            _reader = new Y4mReader(stream, name);
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
        _header = _reader.Header;
        _layout = _header.Chroma switch
        {
            Y4mChroma.C420 => PixelLayout.I420,
            Y4mChroma.Mono when _header.Range != YuvRange.Limited => PixelLayout.Gray8,
            _ => PixelLayout.Rgb24,
        };
        _planes = new byte[_header.FrameBytes];
        _rgb = _layout == PixelLayout.Rgb24 ? new byte[3 * _header.Width * _header.Height] : _planes;
    }

    /// <inheritdoc/>
    public int? FrameCount => _reader.FrameCount;

    /// <inheritdoc/>
    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        time = _header.Rate.TimeOf(_reader.Next);
        frame = default;
        if (!Next(decode: true))
            return false;
        if (_layout == PixelLayout.Rgb24)
            ConvertPlanes();
        frame = new FrameView(_rgb, _header.Width, _header.Height, _layout, 0, _header.Range ?? YuvRange.Limited);
        return true;
    }

    /// <inheritdoc/>
    public int Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_disposed, this);
        int skipped = 0;
        while (skipped < count && Next(decode: !_seekable))
            skipped++;
        return skipped;
    }

    /// <summary>The path in quotes, as errors name it.</summary>
    public override string ToString() => _origin;

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _reader.Dispose();
    }

    private bool Next(bool decode)
    {
        try
        {
            return decode ? _reader.Read(_planes) : _reader.Pass();
        }
        catch (ObjectDisposedException) when (_disposed)
        {
            return false;
        }
        catch (IOException e)
        {
            throw Unreadable(e);
        }
    }

    private void ConvertPlanes()
    {
        YuvToRgb colours = YuvToRgb.Of(_header.Range ?? YuvRange.Limited);
        (int width, int height, int half) = (_header.Width, _header.Height, _header.ChromaWidth);
        for (int y = 0; y < height; y++)
        {
            Span<byte> rgb = _rgb.AsSpan(3 * width * y, 3 * width);
            ReadOnlySpan<byte> luma = _planes.AsSpan(width * y, width);
            if (_header.Chroma == Y4mChroma.Mono)
            {
                colours.GrayRow(luma, rgb);
                continue;
            }
            ReadOnlySpan<byte> u = _planes.AsSpan((width * height) + (half * y), half);
            ReadOnlySpan<byte> v = _planes.AsSpan((width * height) + (half * (height + y)), half);
            if (_header.Chroma == Y4mChroma.C444)
                colours.FullRow(luma, u, v, rgb);
            else
                colours.Row(luma, u, v, 0, rgb, lumaStep: 1, chromaStep: 1);
        }
    }

    private MediaException Unreadable(IOException e) => new($"{_origin} cannot be read: {MediaFile.OneLine(e.Message)}", e);
}
