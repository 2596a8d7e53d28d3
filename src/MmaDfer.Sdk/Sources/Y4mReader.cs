namespace MmaDfer.Sdk.Sources;

/// <summary>The bytes of a Y4M stream: its header line, then a FRAME line and the planes of each frame.</summary>
internal sealed class Y4mReader : IDisposable
{
    private const int MaxLine = 4096;
    private const int EndOfStream = -1;
    private const int NoLine = -2;

    private readonly Stream _stream;
    private readonly string _origin;
    private readonly byte[] _line = new byte[MaxLine];
    private readonly long _frameBytes;
    private int _next;

    public Y4mReader(Stream stream, string origin)
    {
        _stream = stream;
        _origin = origin;
        int length = ReadLine();
        if (length < 0)
            throw new MediaException($"{origin} is not a Y4M file: it does not start with a line that begins with '{Y4mHeader.Magic}'.");
        Header = Y4mHeader.Parse(_line.AsSpan(0, length), origin);
        _frameBytes = Header.FrameBytes;
        if (stream.CanSeek)
            FrameCount = CountFrames();
    }

    public Y4mHeader Header { get; }

    public int? FrameCount { get; }

    /// <summary>Number of the next frame, from 0.</summary>
    public int Next => _next;

    /// <summary>Reads the planes of the next frame; false at the end.</summary>
    public bool Read(Span<byte> planes)
    {
        if (!FrameLine())
            return false;
        int got = _stream.ReadAtLeast(planes, planes.Length, throwOnEndOfStream: false);
        if (got < planes.Length)
            throw Truncated(got);
        _next++;
        return true;
    }

    /// <summary>Passes over a frame of a seekable stream; false at the end.</summary>
    public bool Pass()
    {
        if (!FrameLine())
            return false;
        long left = _stream.Length - _stream.Position;
        if (left < _frameBytes)
            throw Truncated(left);
        _stream.Seek(_frameBytes, SeekOrigin.Current);
        _next++;
        return true;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Walks through the file, as FRAME lines differ in length; this also finds a file cut short at once.</summary>
    private int CountFrames()
    {
        long start = _stream.Position;
        while (Pass())
        {
        }
        int count = _next;
        _next = 0;
        _stream.Seek(start, SeekOrigin.Begin);
        return count;
    }

    /// <summary>Reads "FRAME" with whatever parameters; false at the end of the file.</summary>
    private bool FrameLine()
    {
        int length = ReadLine();
        ReadOnlySpan<byte> line = _line.AsSpan(0, Math.Max(length, 0));
        if (length == EndOfStream)
            return _next > 0 ? false : throw new MediaException($"{_origin} holds no frames: it ends after its Y4M header.");
        if (!line.StartsWith("FRAME"u8) || (line.Length > 5 && line[5] != ' '))
            throw new MediaException($"{_origin} is damaged: the line 'FRAME' is missing before frame {_next + 1}{(_next > 0 ? Chroma() : "")}.");
        return true;
    }

    /// <summary>Reads a line into <see cref="_line"/>; gives its length without the line break.</summary>
    private int ReadLine()
    {
        for (int i = 0; i < MaxLine; i++)
        {
            if (_stream.Read(_line.AsSpan(i, 1)) == 0)
                return i == 0 ? EndOfStream : NoLine;
            if (_line[i] == '\n')
                return i > 0 && _line[i - 1] == '\r' ? i - 1 : i;
        }
        return NoLine;
    }

    private MediaException Truncated(long got) =>
        new($"{_origin} is cut short: frame {_next + 1} has {got} of its {_frameBytes} bytes{Chroma()}.");

    /// <summary>A likely cause of sizes that do not fit.</summary>
    private string Chroma() => Header.NamesChroma ? ""
        : "; its header does not name the kind of its planes, so 4:2:0 was taken: if they are others, write C444, C422 or Cmono into it";
}
