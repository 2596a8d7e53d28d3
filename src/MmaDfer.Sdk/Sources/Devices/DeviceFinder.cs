using System.Text;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>Asks ffmpeg which devices there are.</summary>
internal static class DeviceFinder
{
    // A list is short; whatever fills more than this is none.
    private const int MaxBytes = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static IReadOnlyList<CaptureDevice> Cameras(string? program)
    {
        if (OperatingSystem.IsWindows())
            return DeviceLists.DirectShow(Ask(program, "dshow", "dummy").Messages, video: true);
        if (OperatingSystem.IsMacOS())
            return DeviceLists.AvFoundation(Ask(program, "avfoundation", "").Messages, video: true);
        return DeviceLists.Sources(Sources(program, "v4l2"), "v4l2");
    }

    public static IReadOnlyList<CaptureDevice> Microphones(string? program)
    {
        if (OperatingSystem.IsWindows())
            return DeviceLists.DirectShow(Ask(program, "dshow", "dummy").Messages, video: false);
        if (OperatingSystem.IsMacOS())
            return DeviceLists.AvFoundation(Ask(program, "avfoundation", "").Messages, video: false);
        // Where a sound server runs, it owns the devices.
        IReadOnlyList<CaptureDevice> served = DeviceLists.Sources(Sources(program, "pulse"), "pulse");
        return served.Count > 0 ? served : DeviceLists.Sources(Sources(program, "alsa"), "alsa");
    }

    private static string[] Sources(string? program, string format) => Run(program, ["-hide_banner", "-sources", format]).Output;

    private static (string[] Output, string[] Messages) Ask(string? program, string format, string input) =>
        Run(program, ["-hide_banner", "-nostdin", "-list_devices", "true", "-f", format, "-i", input]);

    private static (string[] Output, string[] Messages) Run(string? program, string[] arguments)
    {
        var messages = new List<string>();
        // One thread adds, and it has ended when the program has.
        using var process = new FfmpegProcess(
            new FfmpegSettings(program, Patience), arguments, "The list of devices", listener: line =>
            {
                lock (messages)
                    messages.Add(line);
            });
        byte[] bytes = new byte[MaxBytes];
        int count = process.ReadFully(bytes);
        // Lists end with an error code, as nothing was opened.
        process.EndedWell();
        lock (messages)
            return (Encoding.UTF8.GetString(bytes, 0, count).Split('\n'), [.. messages]);
    }
}
