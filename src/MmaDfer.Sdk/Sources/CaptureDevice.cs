using System.Globalization;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// A camera or microphone as the installed program ffmpeg knows it. The methods list those of this machine: through V4L2 and PulseAudio
/// (or ALSA) on Linux, DirectShow on Windows, AVFoundation on macOS. Any input device of ffmpeg can be described, also a screen
/// (<c>x11grab</c>, <c>gdigrab</c>) or a test image (<c>lavfi</c>).
/// </summary>
public sealed record CaptureDevice
{
    private static readonly string[] CameraFormats = ["v4l2", "dshow", "avfoundation", "lavfi", "x11grab", "gdigrab", "fbdev", "kmsgrab", "decklink"];
    private static readonly string[] MicrophoneFormats = ["pulse", "alsa", "dshow", "avfoundation", "lavfi", "jack", "oss", "openal", "decklink"];

    /// <summary>The kind of device: ffmpeg's argument after <c>-f</c>, such as <c>v4l2</c>, <c>dshow</c>, <c>pulse</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The device: ffmpeg's argument after <c>-i</c>, such as <c>/dev/video0</c>.</summary>
    public required string Input { get; init; }

    /// <summary>The device's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Lists all cameras, the system's default first if it has one; the list may be empty.</summary>
    /// <exception cref="MediaException">ffmpeg is not installed.</exception>
    public static IReadOnlyList<CaptureDevice> FindCameras() => DeviceFinder.Cameras(program: null);

    /// <summary>Lists all microphones, the system's default first if it has one; the list may be empty.</summary>
    /// <exception cref="MediaException">ffmpeg is not installed.</exception>
    public static IReadOnlyList<CaptureDevice> FindMicrophones() => DeviceFinder.Microphones(program: null);

    /// <summary>Finds a camera.</summary>
    /// <param name="name">
    /// Its name or a part of it, its number in the list from 0, its input in ffmpeg (<c>/dev/video0</c>), or format and input
    /// (<c>v4l2:/dev/video2</c>, <c>lavfi:testsrc</c>), listed or not; null for the first.
    /// </param>
    /// <exception cref="MediaException">No camera has that name, or several have; ffmpeg is not installed.</exception>
    public static CaptureDevice FindCamera(string? name = null) => Choose(name, "camera", CameraFormats, FindCameras);

    /// <summary>Finds a microphone; see <see cref="FindCamera"/>.</summary>
    /// <param name="name">As in <see cref="FindCamera"/>: <c>pulse:default</c>, <c>alsa:hw:1</c>, ...; null for the first.</param>
    /// <exception cref="MediaException">No microphone has that name, or several have; ffmpeg is not installed.</exception>
    public static CaptureDevice FindMicrophone(string? name = null) => Choose(name, "microphone", MicrophoneFormats, FindMicrophones);

    /// <summary>The name in quotes, as in errors.</summary>
    public override string ToString() => MediaFile.Quote(Name);

    internal static CaptureDevice Choose(string? name, string what, string[] formats, Func<IReadOnlyList<CaptureDevice>> list)
    {
        int colon = name?.IndexOf(':') ?? -1;
        if (colon > 0 && formats.Contains(name![..colon], StringComparer.Ordinal))
            return new CaptureDevice { Format = name[..colon], Input = name[(colon + 1)..], Name = name };
        IReadOnlyList<CaptureDevice> all = list();
        if (all.Count == 0)
            throw new MediaException($"ffmpeg finds no {what} on this machine; connect one, or name one as ffmpeg does ({formats[0]}:...).");
        if (string.IsNullOrWhiteSpace(name))
            return all[0];
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < all.Count)
            return all[number];
        CaptureDevice[] exact = [.. all.Where(d => d.Input == name || d.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        CaptureDevice[] found = exact.Length > 0 ? exact : [.. all.Where(d => d.Name.Contains(name, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 1)
            return found[0];
        string those = string.Join(", ", (found.Length > 0 ? found : all).Select(d => d.ToString()));
        throw new MediaException(found.Length > 0
            ? $"{MediaFile.Quote(name)} is the name of {found.Length} {what}s ({those}); its number in the list tells which."
            : $"There is no {what} {MediaFile.Quote(name)}; there is {those}.");
    }
}
