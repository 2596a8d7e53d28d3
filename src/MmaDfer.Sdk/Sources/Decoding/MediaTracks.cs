using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Hears which tracks a file has from what ffmpeg says of its input before it decodes, and chooses among them.</summary>
internal sealed class MediaTracks
{
    // Formats whose times start anywhere and may start anew: ffmpeg then counts from the first of the tracks that it is to read.
    private static readonly string[] Rebased = ["mpegts", "mpeg", "mpegtsraw", "ogg", "asf", "asf_o", "pva", "wtv", "nuv", "live_flv"];

    private readonly List<MediaTrack> _tracks = [];
    private readonly ManualResetEventSlim _heard = new(false);
    private string[] _formats = [];
    private int? _program;

    /// <summary>
    /// Whether times depend on which tracks are read: picture and sound then agree only where both processes are told of both.
    /// </summary>
    public bool IsRebased => _formats.Any(Rebased.Contains);

    /// <summary>The film: the default one; null if there is none.</summary>
    public MediaTrack? Picture => Videos.Where(t => t.IsKnown).OrderByDescending(t => t.IsDefault).ThenBy(t => t.IsStill).FirstOrDefault();

    /// <summary>What belongs to the film: the default one of its programme; null if there is none.</summary>
    public MediaTrack? Sound
    {
        get
        {
            IReadOnlySet<int> programs = Picture?.Programs ?? new HashSet<int>();
            return Audios.Where(t => t.IsKnown && (programs.Count == 0 || t.Programs.Count == 0 || programs.Overlaps(t.Programs)))
                .OrderByDescending(t => t.IsDefault).ThenBy(t => t.IsAside).FirstOrDefault();
        }
    }

    /// <summary>The first track that a specifier of ffmpeg means: "V" for pictures that are no covers, "a" for sound.</summary>
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
