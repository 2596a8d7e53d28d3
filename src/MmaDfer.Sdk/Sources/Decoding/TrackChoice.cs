namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Which track a process is to decode, and how.</summary>
/// <param name="Track">The track, as "-map" wants it.</param>
/// <param name="Partner">
/// The other track of the film, read along so that both processes count times from the same moment; null where they do anyway.
/// </param>
/// <param name="Filters">What is done to the pictures, behind a comma; empty for nothing.</param>
internal sealed record TrackChoice(string Track, string? Partner = null, string Filters = "")
{
    /// <summary>What is right for most files, tried first: what is known of the tracks is said only by a process that decodes.</summary>
    public static TrackChoice FirstPicture { get; } = new("0:V:0");

    /// <inheritdoc cref="FirstPicture"/>
    public static TrackChoice FirstSound { get; } = new("0:a:0");

    /// <summary>The picture to decode; null if there is none.</summary>
    public static TrackChoice? Picture(MediaTracks tracks) => tracks.Picture is { } picture
        ? new TrackChoice(Map(tracks, 'V', picture), Partner: tracks.IsRebased ? Number(tracks.Sound) : null, PictureFilters.Of(picture))
        : null;

    /// <summary>The sound to decode; null if there is none.</summary>
    public static TrackChoice? Sound(MediaTracks tracks) => tracks.Sound is { } sound
        ? new TrackChoice(Map(tracks, 'a', sound), Partner: tracks.IsRebased ? Number(tracks.Picture) : null)
        : null;

    /// <summary>Arguments of an output that decodes the track.</summary>
    /// <param name="output">What comes out of it, and where.</param>
    public string[] Arguments(params string[] output) => Partner is null
        ? ["-map", Track, .. output]
        // Where only one of the two pauses for less than a minute, no new recording begins.
        : ["-dts_delta_threshold", "60", "-map", Track, .. output, "-map", Partner, "-c", "copy", "-f", "null", "-"];

    private static string Map(MediaTracks tracks, char specifier, MediaTrack track) =>
        tracks.First(specifier) == track ? $"0:{specifier}:0" : Number(track)!;

    private static string? Number(MediaTrack? track) => track is null ? null : $"0:{track.Index}";
}
