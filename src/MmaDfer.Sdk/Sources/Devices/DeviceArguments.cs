using System.Globalization;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>ffmpeg's command lines for devices: nothing is buffered that need not be.</summary>
internal static class DeviceArguments
{

    /// <summary>Frames of a camera as Y4M.</summary>
    public static string[] Camera(CaptureDevice device, CameraOptions options, bool old)
    {
        List<string> asked = [];
        string[] made = [];
        if (device.Format == "lavfi")
        {
            // A test image has no settings of its own.
            List<string> filters = [];
            if (options.FramesPerSecond is { } rate)
                filters.Add(string.Create(CultureInfo.InvariantCulture, $"fps={rate}"));
            if (options is { Width: { } width, Height: { } height })
                filters.Add(string.Create(CultureInfo.InvariantCulture, $"scale={width}:{height}"));
            if (filters.Count > 0)
                made = ["-vf", string.Join(',', filters)];
        }
        else
        {
            // The rate that AVFoundation asks for by itself is one that most cameras refuse.
            double? rate = options.FramesPerSecond ?? (device.Format == "avfoundation" ? 30 : null);
            if (rate is { } value)
                asked.AddRange(["-framerate", value.ToString(CultureInfo.InvariantCulture)]);
            if (options is { Width: { } width, Height: { } height })
                asked.AddRange(["-video_size", string.Create(CultureInfo.InvariantCulture, $"{width}x{height}")]);
            if (options.PixelFormat is { } format)
                asked.AddRange([PixelFormatOption(device.Format, format), format]);
        }
        return
        [
            .. FfmpegArguments.Device(device.Format, device.Input, asked),
            "-map", "0:v:0", .. made, .. FfmpegArguments.Y4mOutput(old),
        ];
    }

    /// <summary>Audio of a microphone as WAV.</summary>
    public static string[] Microphone(CaptureDevice device, MicrophoneOptions options)
    {
        string[] asked = device.Format switch
        {
            // Otherwise audio comes in pieces of half a second (Windows) or up to two (PulseAudio). In bytes: 20 ms of 48 kHz stereo.
            "dshow" => ["-audio_buffer_size", "20"],
            "pulse" => ["-fragment_size", "3840"],
            _ => [],
        };
        string[] rate = options.SampleRate is { } hertz ? ["-ar", hertz.ToString(CultureInfo.InvariantCulture)] : [];
        return
        [
            .. FfmpegArguments.Device(device.Format, device.Input, asked),
            "-map", "0:a:0", "-ac", options.Channels.ToString(CultureInfo.InvariantCulture), .. rate,
            .. FfmpegArguments.WavOutput(),
        ];
    }

    /// <summary>Refuses what no camera can do.</summary>
    public static void Check(CameraOptions options)
    {
        if (options.Width is null != options.Height is null)
            throw new ArgumentException($"{nameof(options.Width)} and {nameof(options.Height)} must be given together.", nameof(options));
        if (options is { Width: { } width, Height: { } height } && (width is <= 0 or > MediaFile.MaxSide || height is <= 0 or > MediaFile.MaxSide))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"{width} x {height}", $"Width and height must be between 1 and {MediaFile.MaxSide} pixels.");
        }
        if (options.FramesPerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ArgumentOutOfRangeException(nameof(options), rate, "The frame rate must be a positive, finite number of frames per second.");
    }

    private static string PixelFormatOption(string system, string format) => system switch
    {
        "v4l2" => "-input_format",
        "dshow" when format is "mjpeg" or "h264" => "-vcodec",
        _ => "-pixel_format",
    };
}
