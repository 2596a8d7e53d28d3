namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>A track of a file, as ffmpeg describes it.</summary>
/// <param name="Index">Its number in the file.</param>
/// <param name="Description">Kind, codec, pixels, rate and flags on one line.</param>
/// <param name="Programs">Those that it belongs to; empty for none.</param>
internal sealed record MediaTrack(int Index, string Description, IReadOnlySet<int> Programs)
{
    private static readonly string[] Stills = ["mjpeg", "png", "bmp", "gif", "webp", "tiff"];

    // What is spoken there is not what the people in the picture say.
    private static readonly string[] Asides =
        ["(comment)", "(visual impaired)", "(descriptions)", "(hearing impaired)", "(karaoke)", "(clean effects)"];

    public bool IsVideo => Description.StartsWith("Video: ", StringComparison.Ordinal);

    public bool IsAudio => Description.StartsWith("Audio: ", StringComparison.Ordinal);

    /// <summary>Whether ffmpeg knows what it is.</summary>
    public bool IsKnown => !Codec.StartsWith("none", StringComparison.Ordinal);

    /// <summary>Whether it is the one to be shown or played unless someone chooses.</summary>
    public bool IsDefault => Has("(default)");

    /// <summary>A picture that is no part of the film: the cover of an album.</summary>
    public bool IsCover => Has("(attached pic)");

    /// <summary>Pictures that a film rarely consists of where it has others: thumbnails.</summary>
    public bool IsStill => Has("(timed thumbnails)") || Stills.Any(s => Codec.StartsWith(s, StringComparison.Ordinal));

    /// <summary>A commentary, or a version for those who cannot hear or see the other.</summary>
    public bool IsAside => Asides.Any(Has);

    /// <summary>How the brightness of high dynamic range is coded, as filters call it; null for standard range.</summary>
    public string? HdrTransfer => Has("smpte2084") ? "smpte2084" : Has("arib-std-b67") ? "arib-std-b67" : null;

    /// <summary>Whether colours are coded as red, green and blue.</summary>
    public bool IsRgb => Has(", gbr") || Has(", rgb") || Has(", bgr");

    /// <summary>Width of a pixel by its height; 1 where it is not said, or makes no sense.</summary>
    public double PixelAspect
    {
        get
        {
            const string key = "SAR ";
            int at = Description.IndexOf(key, StringComparison.Ordinal);
            ReadOnlySpan<char> rest = at < 0 ? [] : Description.AsSpan(at + key.Length);
            int end = rest.IndexOfAny(' ', ']', ',');
            return InfoLine.Fraction(end < 0 ? rest : rest[..end], ':', out double aspect) && aspect is > 0.1 and < 10 ? aspect : 1;
        }
    }

    private ReadOnlySpan<char> Codec => Description.AsSpan(Description.IndexOf(' ') + 1);

    private bool Has(string text) => Description.Contains(text, StringComparison.Ordinal);
}
