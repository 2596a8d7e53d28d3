namespace MmaDfer.Sdk.Sources;

/// <summary>The samples of a stream of WAV: a file's, or a decoder's.</summary>
internal sealed class WavReader
{
    private readonly Stream _stream;
    private readonly string _origin;
    private readonly WavEncoding _encoding;
    private readonly byte[] _bytes;
    private readonly int _blockBytes;
    private readonly long? _dataBytes;
    private readonly bool _bigEndian;
    private long _left;
    private long _blocks;

    public WavReader(Stream stream, string origin)
        : this(stream, origin, WavHeader.Read(stream, origin))
    {
    }

    /// <summary>Reads the samples behind a header.</summary>
    public WavReader(Stream stream, string origin, WavHeader header)
    {
        _stream = stream;
        _origin = origin;
        _encoding = WavEncodings.Of(header, origin);
        _blockBytes = header.BlockBytes;
        _bigEndian = header.BigEndian;
        _dataBytes = header.DataBytes;
        Warning = header.Warning;
        _left = header.DataBytes ?? long.MaxValue;
        Channels = header.Channels;
        SampleRate = header.SampleRate;
        _bytes = new byte[Math.Max(1, (1 << 15) / _blockBytes) * _blockBytes];
    }

    public int Channels { get; }

    public int SampleRate { get; }

    /// <summary>What is wrong with the file, and what was done about it; null for nothing.</summary>
    public string? Warning { get; private set; }

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
            if (_bigEndian)
                SwapBytes(_bytes.AsSpan(0, blocks * _blockBytes), _encoding.Bytes());
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
            if (_dataBytes is { } promised)
            {
                long there = promised - _left;
                if (there < _blockBytes)
                    throw new MediaException($"{_origin} is cut short: its header says {promised} bytes of samples, {there} are there.");
                Warning = WavHeader.CutShort(_origin, promised, there);
            }
            _left = 0;
        }
        return got / _blockBytes;
    }

    private static void SwapBytes(Span<byte> bytes, int sampleBytes)
    {
        for (int i = 0; i < bytes.Length; i += sampleBytes)
            bytes.Slice(i, sampleBytes).Reverse();
    }
}
