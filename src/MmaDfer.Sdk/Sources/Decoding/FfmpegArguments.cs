using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>The parts that ffmpeg's command lines have in common.</summary>
internal static class FfmpegArguments
{
    // With a level in front of each line, errors can be told from progress messages.
    private static readonly string[] Start =
        ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "repeat+level+info", "-max_pixels", MaxPixels];

    // Neither a frame made up nor one dropped to keep a steady rate.
    private static readonly string[] EachFrameOnce = ["-fps_mode", "passthrough"];
    private static readonly string[] EachFrameOnceBefore51 = ["-vsync", "passthrough"];

    // Files that ffmpeg takes for images by their names, and a % in their paths for a counter or a pattern of many files.
    private static readonly string[] CountedNames =
    [
        ".jpeg", ".jpg", ".jps", ".mpo", ".ljpg", ".jls", ".png", ".pns", ".mng", ".ppm", ".pnm", ".pgm", ".pgmyuv", ".pbm", ".pam", ".pfm",
        ".phm", ".cri", ".pix", ".dds", ".mpg1-img", ".mpg2-img", ".mpg4-img", ".y", ".raw", ".bmp", ".tga", ".tiff", ".tif", ".dng", ".sgi",
        ".ptx", ".pcd", ".pcx", ".pic", ".pct", ".pict", ".sun", ".ras", ".rs", ".im1", ".im8", ".im24", ".sunras", ".svg", ".svgz", ".j2c",
        ".jp2", ".jpc", ".j2k", ".jxl", ".jxs", ".dpx", ".exr", ".fit", ".fits", ".fts", ".vbn", ".wbmp", ".webp", ".xbm", ".xface", ".xpm",
        ".xwd", ".img", ".ximg", ".timg", ".qoi", ".hdr",
    ];

    private static string MaxPixels => (MediaFile.MaxFrameBytes / 3).ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// A file of any name: its full path behind "file:" can be neither an option nor an address, and what it refers to can
    /// be only a file.
    /// </summary>
    public static string[] File(string fullPath)
    {
        string extension = Path.GetExtension(fullPath);
        string[] literal = !fullPath.Contains('%') ? []
            : extension.Equals(".gif", StringComparison.OrdinalIgnoreCase) ? ["-f", "gif"]
            : CountedNames.Contains(extension, StringComparer.OrdinalIgnoreCase) ? ["-f", "image2", "-pattern_type", "none"]
            : [];
        return [.. Start, "-protocol_whitelist", "file,pipe", .. literal, "-i", "file:" + fullPath];
    }

    /// <summary>Standard input, in a known format; nothing else can be opened from there.</summary>
    public static string[] Input(string format, params string[] decoder) =>
        [.. Start, "-protocol_whitelist", "pipe", "-threads", "1", .. decoder, "-f", format, "-i", "pipe:0"];

    /// <summary>A device, or one made up by lavfi, which would otherwise run faster than time.</summary>
    public static string[] Device(string format, string input, IEnumerable<string> options) =>
        [.. Start, "-fflags", "nobuffer", .. format == "lavfi" ? ["-re"] : Array.Empty<string>(), .. options, "-f", format, "-i", input];

    /// <summary>Frames as planes, each as soon as it is there.</summary>
    public static string[] Y4mOutput(bool old) =>
        [.. Frames(old), "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "-flush_packets", "1", "pipe:1"];

    /// <summary>Samples of 16 bits, each as soon as it is there. Where ffmpeg mixes channels, floats would come out 3 dB too loud.</summary>
    public static string[] WavOutput() => ["-c:a", "pcm_s16le", "-f", "wav", "-flush_packets", "1", "pipe:1"];

    /// <summary>Frames as a sequence of PPM files, each with its own size.</summary>
    public static string[] PpmOutput(bool old) =>
        [.. Frames(old), "-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe", "pipe:1"];

    /// <summary>Frames as bare planes.</summary>
    public static string[] PlanesOutput(bool old, string pixelFormat) =>
        [.. Frames(old), "-pix_fmt", pixelFormat, "-c:v", "rawvideo", "-f", "rawvideo", "pipe:1"];

    /// <summary>
    /// Frames and audio as they are, in a Matroska file that any program plays: FFV1 and floating-point samples lose nothing, and times stay, to
    /// the millisecond.
    /// </summary>
    public static string[] LosslessOutput(bool old, string fullPath) =>
    [
        .. Frames(old), "-map", "0", "-enc_time_base:v", "1/1000", "-c:v", "ffv1", "-level", "3", "-g", "1", "-slices", "4", "-slicecrc", "1",
        "-c:a", "pcm_f32le", "-f", "matroska", "-y", "file:" + fullPath,
    ];

    private static string[] Frames(bool old) => [.. old ? EachFrameOnceBefore51 : EachFrameOnce];
}
