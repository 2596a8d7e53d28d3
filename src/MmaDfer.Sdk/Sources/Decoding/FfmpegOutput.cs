namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>A program's output as a stream, with its first byte given back.</summary>
internal sealed class FfmpegOutput(FfmpegProcess process, byte first) : Stream
{
    private bool _gaveFirst;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_gaveFirst || buffer.IsEmpty)
            return process.Read(buffer);
        _gaveFirst = true;
        buffer[0] = first;
        return 1;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
