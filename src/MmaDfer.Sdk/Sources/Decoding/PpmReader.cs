namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Frames that ffmpeg sends as PPM: "P6", width, height, 255, then RGB rows.</summary>
internal sealed class PpmReader(FfmpegProcess process, string origin)
{
    private byte[] _pixels = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>The last frame's RGB rows.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, 3 * Width * Height);

    /// <summary>Reads a frame; false at the end of the output, also where it ends within a frame.</summary>
    public bool Read()
    {
        Span<byte> magic = stackalloc byte[2];
        if (process.ReadFully(magic) < 2)
            return false;
        if (!magic.SequenceEqual("P6"u8))
            throw new MediaException($"{origin}: ffmpeg sent something that is not a frame ({process.Messages.Summary}).");
        int width = Number();
        int height = Number();
        int white = Number();
        if (width < 0 || height < 0 || white < 0)
            return false;
        if (width is 0 or > MediaFile.MaxSide || height is 0 or > MediaFile.MaxSide || white != 255
            || 3L * width * height > MediaFile.MaxFrameBytes)
        {
            throw new MediaException(
                $"{origin}: frames of {width} x {height} pixels are too large; at most {MediaFile.MaxFrameBytes / 3:N0} pixels are read.");
        }
        int bytes = 3 * width * height;
        if (_pixels.Length < bytes)
            _pixels = new byte[bytes];
        (Width, Height) = (width, height);
        return process.ReadFully(_pixels.AsSpan(0, bytes)) == bytes;
    }

    /// <summary>Skips one white space, reads digits and the white space behind them; -1 at the end.</summary>
    private int Number()
    {
        Span<byte> next = stackalloc byte[1];
        int value = 0;
        bool digits = false;
        while (process.ReadFully(next) == 1)
        {
            if (next[0] is >= (byte)'0' and <= (byte)'9')
            {
                value = Math.Min((value * 10) + (next[0] - '0'), 10_000_000);
                digits = true;
            }
            else if (digits)
            {
                return value;
            }
        }
        return -1;
    }
}
