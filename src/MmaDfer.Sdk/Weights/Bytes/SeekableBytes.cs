namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>
/// A seekable stream from its present position to its end. The stream is the caller's: it is not disposed, and nobody else
/// may move it while this is in use.
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
