namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>
/// A seekable stream from its present position to its end. The caller keeps the stream: it is not disposed, and nothing else
/// may use it while this is in use.
/// </summary>
internal sealed class SeekableBytes : ByteSource
{
    private readonly Stream _stream;
    private readonly long _start;
    private readonly Lock _gate = new();

    public SeekableBytes(Stream stream, string origin)
        : base(origin)
    {
        _stream = stream;
        try
        {
            _start = stream.Position;
            Length = Math.Max(0, stream.Length - _start);
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            throw FileFault.Reading(origin, exception);
        }
    }

    public override long Length { get; }

    public override void Read(long offset, Span<byte> destination)
    {
        lock (_gate)
        {
            try
            {
                _stream.Position = _start + offset;
                if (_stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
                    throw EndsEarly();
            }
            catch (Exception exception) when (FileFault.Is(exception))
            {
                throw FileFault.Reading(Origin, exception);
            }
        }
    }
}

/// <summary>
/// A stream that cannot seek, kept in memory up to the last byte that was asked for. Memory grows with the bytes that really
/// arrive, never with a length that a header claims.
/// </summary>
internal sealed class BufferedBytes : ByteSource
{
    private const int BlockBytes = 1 << 20;

    private readonly Stream _stream;
    private readonly List<byte[]> _blocks = [];
    private readonly Lock _gate = new();
    private long _arrived;
    private bool _ended;

    public BufferedBytes(Stream stream, string origin)
        : base(origin) => _stream = stream;

    /// <summary>Reads the stream to its end, because the length is not known before.</summary>
    public override long Length
    {
        get
        {
            Fetch(long.MaxValue);
            return _arrived;
        }
    }

    public override void Read(long offset, Span<byte> destination)
    {
        Fetch(offset + destination.Length);
        if (offset + destination.Length > _arrived)
            throw EndsEarly();
        while (destination.Length > 0)
        {
            ReadOnlySpan<byte> block = _blocks[(int)(offset / BlockBytes)].AsSpan((int)(offset % BlockBytes));
            int count = Math.Min(block.Length, destination.Length);
            block[..count].CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>Whether the stream holds at least this many bytes; reads no further than that.</summary>
    public bool Has(long count)
    {
        Fetch(count);
        return _arrived >= count;
    }

    private void Fetch(long end)
    {
        lock (_gate)
        {
            try
            {
                while (_arrived < end && !_ended)
                {
                    int used = (int)(_arrived % BlockBytes);
                    if (used == 0)
                        _blocks.Add(new byte[BlockBytes]);
                    int wanted = (int)Math.Min(BlockBytes - used, end - _arrived);
                    int read = _stream.ReadAtLeast(_blocks[^1].AsSpan(used, wanted), wanted, throwOnEndOfStream: false);
                    _arrived += read;
                    _ended = read < wanted;
                }
            }
            catch (Exception exception) when (FileFault.Is(exception))
            {
                throw FileFault.Reading(Origin, exception);
            }
        }
    }
}
