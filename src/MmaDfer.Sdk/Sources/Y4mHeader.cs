using System.Globalization;
using System.Text;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Sources;

/// <summary>What the first line of a Y4M file says.</summary>
internal sealed class Y4mHeader
{
    public const string Magic = "YUV4MPEG2";

    /// <summary>Whether a file's first bytes are those of Y4M.</summary>
    public static bool IsY4m(ReadOnlySpan<byte> head) => head.StartsWith("YUV4MPEG2"u8);

    private Y4mHeader(int width, int height, FrameRate rate, Y4mChroma chroma, YuvRange? range)
    {
        Width = width;
        Height = height;
        Rate = rate;
        Chroma = chroma;
        Range = range;
    }

    public int Width { get; }

    public int Height { get; }

    public FrameRate Rate { get; }

    public Y4mChroma Chroma { get; }

    /// <summary>Whether the file names its chroma; otherwise 4:2:0 is taken, as the format says.</summary>
    public bool NamesChroma { get; private init; }

    /// <summary>Null where the file does not say.</summary>
    public YuvRange? Range { get; }

    public int ChromaWidth => Chroma == Y4mChroma.C444 ? Width : (Width + 1) / 2;

    /// <summary>Bytes of a frame in the file.</summary>
    public long FrameBytes => Chroma switch
    {
        Y4mChroma.Mono => (long)Width * Height,
        Y4mChroma.C420 => FrameGeometry.PackedBytes(Width, Height, PixelLayout.I420),
        _ => (long)Height * (Width + (2 * ChromaWidth)),
    };

    /// <summary>Reads the line, without its line break.</summary>
    public static Y4mHeader Parse(ReadOnlySpan<byte> line, string origin)
    {
        string[] words = Encoding.Latin1.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0] != Magic)
            throw new MediaException($"{origin} is not a Y4M file: it does not start with '{Magic}'.");
        int width = 0;
        int height = 0;
        FrameRate rate = new(25, 1);
        Y4mChroma? chroma = null;
        YuvRange? range = null;
        foreach (string word in words.AsSpan(1))
        {
            string value = word[1..];
            switch (word[0])
            {
                case 'W':
                    width = Side(value, "width", origin);
                    break;
                case 'H':
                    height = Side(value, "height", origin);
                    break;
                case 'F':
                    rate = RateOf(value, origin);
                    break;
                case 'C':
                    chroma = ChromaOf(value, origin);
                    break;
                case 'X' when value == "COLORRANGE=FULL":
                    range = YuvRange.Full;
                    break;
                case 'X' when value == "COLORRANGE=LIMITED":
                    range = YuvRange.Limited;
                    break;
            }
        }
        if (width == 0 || height == 0)
            throw new MediaException($"{origin} is damaged: its Y4M header names no width (W) or no height (H).");
        var header = new Y4mHeader(width, height, rate, chroma ?? Y4mChroma.C420, range) { NamesChroma = chroma is not null };
        if (3L * width * height > MediaFile.MaxFrameBytes)
        {
            throw new MediaException(
                $"{origin}: frames of {width} x {height} pixels are too large; at most {MediaFile.MaxFrameBytes / 3:N0} pixels are read.");
        }
        return header;
    }

    private static int Side(string text, string name, string origin)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side is > 0 and <= MediaFile.MaxSide)
            return side;
        throw new MediaException($"{origin} is damaged: the {name} in its Y4M header is {Word(text)}; 1 to {MediaFile.MaxSide} is possible.");
    }

    private static FrameRate RateOf(string text, string origin)
    {
        string[] parts = text.Split(':');
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int frames)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            if (frames > 0 && seconds > 0)
                return new FrameRate(frames, seconds);
            if (frames == 0 && seconds == 0)
                return new FrameRate(25, 1);
        }
        throw new MediaException($"{origin} is damaged: the frame rate in its Y4M header is {Word(text)}; a fraction such as 25:1 is needed.");
    }

    private static Y4mChroma ChromaOf(string text, string origin) => text switch
    {
        "420" or "420jpeg" or "420mpeg2" or "420paldv" => Y4mChroma.C420,
        "422" => Y4mChroma.C422,
        "444" => Y4mChroma.C444,
        "mono" => Y4mChroma.Mono,
        _ => throw new MediaException(
            $"{origin}: Y4M frames of kind C{Word(text)} are not read; 8-bit C420, C422, C444 or Cmono is needed (ffmpeg -pix_fmt yuv420p makes them)."),
    };

    private static string Word(string text) => MediaFile.Quote(text.Length <= 40 ? text : text[..40] + "...").Trim('\'');
}

/// <summary>Sizes of the U and V planes of a Y4M file against its Y plane.</summary>
internal enum Y4mChroma
{
    /// <summary>Half the width, half the height.</summary>
    C420,

    /// <summary>Half the width.</summary>
    C422,

    /// <summary>Full size.</summary>
    C444,

    /// <summary>No colours.</summary>
    Mono,
}
