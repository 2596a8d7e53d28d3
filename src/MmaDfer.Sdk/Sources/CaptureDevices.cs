using System.Globalization;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// The cameras and microphones of this machine, as the installed program ffmpeg finds them: through V4L2 and PulseAudio (or ALSA) on
/// Linux, DirectShow on Windows, AVFoundation on macOS.
/// </summary>
public static class CaptureDevices
{
    private static readonly string[] CameraFormats = ["v4l2", "dshow", "avfoundation", "lavfi", "x11grab", "gdigrab", "fbdev", "kmsgrab", "decklink"];
    private static readonly string[] MicrophoneFormats = ["pulse", "alsa", "dshow", "avfoundation", "lavfi", "jack", "oss", "openal", "decklink"];

    /// <summary>All cameras, the system's default first where it has one; none is no error.</summary>
    /// <exception cref="MediaException">ffmpeg is not installed.</exception>
    public static IReadOnlyList<CaptureDevice> Cameras() => DeviceFinder.Cameras(program: null);

    /// <summary>All microphones, the system's default first where it has one; none is no error.</summary>
    /// <exception cref="MediaException">ffmpeg is not installed.</exception>
    public static IReadOnlyList<CaptureDevice> Microphones() => DeviceFinder.Microphones(program: null);

    /// <summary>Finds a camera.</summary>
    /// <param name="name">
    /// Its name or a part of it, its number in the list from 0, what ffmpeg calls it (<c>/dev/video0</c>), or kind and input as ffmpeg
    /// takes them (<c>v4l2:/dev/video2</c>, <c>lavfi:testsrc</c>), listed or not; null for the first.
    /// </param>
    /// <exception cref="MediaException">There is none of that name, or several; ffmpeg is not installed.</exception>
    public static CaptureDevice Camera(string? name = null) => Choose(name, "camera", CameraFormats, Cameras);

    /// <summary>Finds a microphone; see <see cref="Camera"/>.</summary>
    /// <param name="name">As of <see cref="Camera"/>: <c>pulse:default</c>, <c>alsa:hw:1</c>, ...; null for the first.</param>
    /// <exception cref="MediaException">There is none of that name, or several; ffmpeg is not installed.</exception>
    public static CaptureDevice Microphone(string? name = null) => Choose(name, "microphone", MicrophoneFormats, Microphones);

    internal static CaptureDevice Choose(string? name, string what, string[] formats, Func<IReadOnlyList<CaptureDevice>> list)
    {
        int colon = name?.IndexOf(':') ?? -1;
        if (colon > 0 && formats.Contains(name![..colon], StringComparer.Ordinal))
            return new CaptureDevice(name[..colon], name[(colon + 1)..], name);
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
