using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Hears which tracks a file has from what ffmpeg says of its input before it decodes, and chooses among them.</summary>
internal sealed class MediaTracks
{
    // Formats whose times start anywhere and may restart: ffmpeg then counts from the first of the tracks that it reads.
    private static readonly string[] Rebased = ["mpegts", "mpeg", "mpegtsraw", "ogg", "asf", "asf_o", "pva", "wtv", "nuv", "live_flv"];

    private readonly List<MediaTrack> _tracks = [];
    private readonly ManualResetEventSlim _heard = new(false);
    private string[] _formats = [];
    private int? _program;

    /// <summary>
    /// Whether times depend on which tracks are read: video and audio then agree only if both processes read both.
    /// </summary>
    public bool IsRebased => _formats.Any(Rebased.Contains);

    /// <summary>The video track: the default one; null if there is none.</summary>
    public MediaTrack? Video => Videos.Where(t => t.IsKnown).OrderByDescending(t => t.IsDefault).ThenBy(t => t.IsStill).FirstOrDefault();

    /// <summary>The audio track that belongs to the video: the default one of its programme; null if there is none.</summary>
    public MediaTrack? Audio
    {
        get
        {
            IReadOnlySet<int> programs = Video?.Programs ?? new HashSet<int>();
            return Audios.Where(t => t.IsKnown && (programs.Count == 0 || t.Programs.Count == 0 || programs.Overlaps(t.Programs)))
                .OrderByDescending(t => t.IsDefault).ThenBy(t => t.IsAside).FirstOrDefault();
        }
    }

    /// <summary>The first track that a specifier of ffmpeg means: "V" for video that is not a cover, "a" for audio.</summary>
    public MediaTrack? First(char specifier) => (specifier == 'V' ? Videos : Audios).FirstOrDefault();

    private IEnumerable<MediaTrack> Videos => _tracks.Where(t => t.IsVideo && !t.IsCover).OrderBy(t => t.Index);

    private IEnumerable<MediaTrack> Audios => _tracks.Where(t => t.IsAudio).OrderBy(t => t.Index);

    /// <summary>Whether all was said.</summary>
    public bool IsHeard => _heard.IsSet;

    /// <summary>Waits until all was said; false where that does not come.</summary>
    public bool Wait(TimeSpan patience) => _heard.Wait(patience);

    /// <summary>Takes a line of standard error, whatever it says.</summary>
    public void Hear(string line)
    {
        const string info = "[info] ";
        if (_heard.IsSet || !line.StartsWith(info, StringComparison.Ordinal))
            return;
        ReadOnlySpan<char> text = line.AsSpan(info.Length).Trim(' ');
        if (text.StartsWith("Stream mapping:") || text.StartsWith("Output #"))
            _heard.Set();
        else if (text.StartsWith("Input #0, "))
            _formats = text["Input #0, ".Length..].ToString().Split(", from ")[0].Split(',');
        else if (text.StartsWith("Program ") && Number(text["Program ".Length..], out int program))
            _program = program;
        else if (text.SequenceEqual("No Program"))
            _program = null;
        else if (text.StartsWith("Stream #0:") && Number(text["Stream #0:".Length..], out int index))
            Add(index, text[(text.IndexOf(": ") + 2)..].ToString());
    }

    /// <summary>Adds a track, which is named once for each of its programmes.</summary>
    private void Add(int index, string description)
    {
        MediaTrack? known = _tracks.Find(t => t.Index == index);
        var programs = new HashSet<int>(known?.Programs ?? new HashSet<int>());
        if (_program is { } program)
            programs.Add(program);
        if (known is not null)
            _tracks.Remove(known);
        _tracks.Add(new MediaTrack(index, known?.Description ?? description, programs));
    }

    /// <summary>The digits that a text begins with.</summary>
    private static bool Number(ReadOnlySpan<char> text, out int value)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}

/// <summary>A track of a file, as ffmpeg describes it.</summary>
/// <param name="Index">Its number in the file.</param>
/// <param name="Description">Kind, codec, pixels, rate and flags on one line.</param>
/// <param name="Programs">Those that it belongs to; empty for none.</param>
internal sealed record MediaTrack(int Index, string Description, IReadOnlySet<int> Programs)
{
    private static readonly string[] Stills = ["mjpeg", "png", "bmp", "gif", "webp", "tiff"];

    // The people in the video do not say what is spoken there.
    private static readonly string[] Asides =
        ["(comment)", "(visual impaired)", "(descriptions)", "(hearing impaired)", "(karaoke)", "(clean effects)"];

    public bool IsVideo => Description.StartsWith("Video: ", StringComparison.Ordinal);

    public bool IsAudio => Description.StartsWith("Audio: ", StringComparison.Ordinal);

    /// <summary>Whether ffmpeg knows what it is.</summary>
    public bool IsKnown => !Codec.StartsWith("none", StringComparison.Ordinal);

    /// <summary>Whether it is the one to be shown or played unless someone chooses.</summary>
    public bool IsDefault => Has("(default)");

    /// <summary>Whether it is the cover of an album, which is not video.</summary>
    public bool IsCover => Has("(attached pic)");

    /// <summary>Whether it is a still image or thumbnails, which are read only if there is no other video.</summary>
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
