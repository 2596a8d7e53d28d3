using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Which track a process is to decode, and how.</summary>
/// <param name="Track">The track, as "-map" wants it.</param>
/// <param name="Partner">
/// The other track of the film, read along so that both processes count times from the same moment; null where they do anyway.
/// </param>
/// <param name="Filters">What is done to the frames, behind a comma; empty for nothing.</param>
internal sealed record TrackChoice(string Track, string? Partner = null, string Filters = "")
{
    /// <summary>What is right for most files, tried first: what is known of the tracks is said only by a process that decodes.</summary>
    public static TrackChoice FirstVideo { get; } = new("0:V:0");

    /// <inheritdoc cref="FirstVideo"/>
    public static TrackChoice FirstAudio { get; } = new("0:a:0");

    /// <summary>The video to decode; null if there is none.</summary>
    public static TrackChoice? Video(MediaTracks tracks) => tracks.Video is { } video
        ? new TrackChoice(Map(tracks, 'V', video), Partner: tracks.IsRebased ? Number(tracks.Audio) : null, FrameFilters.Of(video))
        : null;

    /// <summary>The audio to decode; null if there is none.</summary>
    public static TrackChoice? Audio(MediaTracks tracks) => tracks.Audio is { } audio
        ? new TrackChoice(Map(tracks, 'a', audio), Partner: tracks.IsRebased ? Number(tracks.Video) : null)
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

/// <summary>Filters for video that a screen would not show as it is: HDR, or pixels that are not square.</summary>
internal static class FrameFilters
{
    // Less does not change a face.
    private const double LeastStretch = 0.01;

    /// <summary>Filters behind a comma; empty for none.</summary>
    public static string Of(MediaTrack video) =>
        (video.HdrTransfer is { } transfer ? ToneMap(transfer, video.IsRgb) : "")
        + (Math.Abs(video.PixelAspect - 1) < LeastStretch ? "" : ",scale=w='if(gt(sar,1),iw*sar,iw)':h='if(lt(sar,1),ih/sar,ih)',setsar=1");

    /// <summary>
    /// Diffuse white lies at 203 cd/m² (ITU-R BT.2408), so faces become as bright as in a film of standard range; what is brighter
    /// is compressed.
    /// </summary>
    private static string ToneMap(string transfer, bool isRgb) => string.Create(CultureInfo.InvariantCulture,
        $",zscale=tin={transfer}:pin=bt2020:{(isRgb ? "" : "min=bt2020nc:")}t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:param=0.9:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv444p");
}
