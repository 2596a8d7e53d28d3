namespace MmaDfer.Sdk.Sources;

/// <summary>The samples of a stream of WAV: a file's, or a decoder's.</summary>
internal sealed class WavReader
{
    private readonly Stream _stream;
    private readonly string _origin;
    private readonly WavEncoding _encoding;
    private readonly byte[] _bytes;
    private readonly int _blockBytes;
    private long _left;
    private readonly bool _open;
    private long _blocks;

    public WavReader(Stream stream, string origin)
    {
        _stream = stream;
        _origin = origin;
        WavHeader header = WavHeader.Read(stream, origin);
        _encoding = WavEncodings.Of(header, origin);
        _blockBytes = header.BlockBytes;
        _open = header.DataBytes is null;
        _left = header.DataBytes ?? long.MaxValue;
        Channels = header.Channels;
        SampleRate = header.SampleRate;
        _bytes = new byte[Math.Max(1, (1 << 15) / _blockBytes) * _blockBytes];
    }

    public int Channels { get; }

    public int SampleRate { get; }

    /// <summary>As <see cref="IAudioSource.Read"/>. Part of a sample at the very end is dropped.</summary>
    public int Read(Span<float> samples, out TimeSpan time)
    {
        if (samples.Length < Channels)
            throw new ArgumentException($"Room for at least {Channels} samples, one per channel, is needed.", nameof(samples));
        time = FrameRate.Seconds((double)_blocks / SampleRate);
        int filled = 0;
        while (samples.Length - filled >= Channels)
        {
            int blocks = ReadBlocks((samples.Length - filled) / Channels);
            if (blocks == 0)
                break;
            Span<float> part = samples.Slice(filled, blocks * Channels);
            _encoding.ToFloats(_bytes, part);
            SampleCheck.ThrowIfNotFinite(part, _origin, _blocks * Channels);
            _blocks += blocks;
            filled += part.Length;
        }
        return filled;
    }

    private int ReadBlocks(int wanted)
    {
        int bytes = (int)Math.Min(Math.Min(wanted, _bytes.Length / _blockBytes), _left / _blockBytes) * _blockBytes;
        int got = _stream.ReadAtLeast(_bytes.AsSpan(0, bytes), bytes, throwOnEndOfStream: false);
        _left -= got;
        if (got < bytes)
        {
            if (!_open)
                throw new MediaException($"{_origin} is cut short: its header says {_left} more bytes of samples than are there.");
            _left = 0;
        }
        return got / _blockBytes;
    }
}
