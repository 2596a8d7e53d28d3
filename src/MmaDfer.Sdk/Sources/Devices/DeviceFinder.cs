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
        // An audio server owns the devices.
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

/// <summary>Reads the three kinds of lists that ffmpeg prints of devices.</summary>
internal static class DeviceLists
{
    /// <summary>
    /// Of <c>-sources</c>: lines such as <c>* /dev/video0 [HD Webcam]</c>, the star marking the default. What later versions add behind
    /// it, <c>(video)</c> or <c>(none)</c>, says little: it is "none" for all of PulseAudio.
    /// </summary>
    public static IReadOnlyList<CaptureDevice> Sources(IEnumerable<string> lines, string format)
    {
        var devices = new List<CaptureDevice>();
        foreach (string line in lines)
        {
            string text = line.TrimEnd();
            int bracket = text.IndexOf(" [", StringComparison.Ordinal);
            int end = text.LastIndexOf(']');
            if (text.Length < 3 || text[0] is not (' ' or '*') || text[1] != ' ' || bracket < 3 || end < bracket)
                continue;
            string input = text[2..bracket];
            string name = text[(bracket + 2)..end];
            devices.Insert(text[0] == '*' ? 0 : devices.Count, new CaptureDevice { Format = format, Input = input, Name = name.Length > 0 ? name : input });
        }
        return devices;
    }

    /// <summary>
    /// Of DirectShow: lines such as <c>[dshow @ 1] "HD Webcam" (video)</c>, until ffmpeg 4.4 without the kind but below a line
    /// that names it, and below each the name by which it is found for sure.
    /// </summary>
    public static IReadOnlyList<CaptureDevice> DirectShow(IEnumerable<string> lines, bool video)
    {
        var devices = new List<CaptureDevice>();
        string wanted = video ? "video" : "audio";
        string? section = null;
        bool isWanted = false;
        foreach (string line in lines)
        {
            string text = WithoutTags(line);
            if (text.StartsWith("DirectShow ", StringComparison.Ordinal))
            {
                section = text.Contains("video devices", StringComparison.Ordinal) ? "video" : "audio";
            }
            else if (text.StartsWith('"') && text.LastIndexOf('"') is > 1 and var end)
            {
                string kind = text[(end + 1)..];
                isWanted = (kind.Length > 0 ? kind : section ?? "").Contains(wanted, StringComparison.Ordinal);
                if (isWanted)
                    devices.Add(new CaptureDevice { Format = "dshow", Input = $"{wanted}={text[1..end]}", Name = text[1..end] });
            }
            else if (isWanted && text.StartsWith("Alternative name \"", StringComparison.Ordinal) && text.EndsWith('"'))
            {
                devices[^1] = devices[^1] with { Input = $"{wanted}={text["Alternative name \"".Length..^1]}" };
                isWanted = false;
            }
        }
        return devices;
    }

    /// <summary>Of AVFoundation: lines such as <c>[AVFoundation indev @ 1] [0] FaceTime HD Camera</c> below a line that names the kind.</summary>
    public static IReadOnlyList<CaptureDevice> AvFoundation(IEnumerable<string> lines, bool video)
    {
        var devices = new List<CaptureDevice>();
        bool isWanted = false;
        foreach (string line in lines)
        {
            string text = WithoutTags(line);
            if (text.StartsWith("AVFoundation ", StringComparison.Ordinal))
            {
                isWanted = text.Contains(video ? "video devices" : "audio devices", StringComparison.Ordinal);
            }
            else if (isWanted && text.StartsWith('[') && text.IndexOf("] ", StringComparison.Ordinal) is > 1 and var end
                && text.AsSpan(1, end - 1).IndexOfAnyExceptInRange('0', '9') < 0)
            {
                string name = text[(end + 2)..];
                // Screens are listed among the cameras.
                if (!name.StartsWith("Capture screen", StringComparison.Ordinal))
                    devices.Add(new CaptureDevice { Format = "avfoundation", Input = video ? $"{text[1..end]}:none" : $"none:{text[1..end]}", Name = name });
            }
        }
        return devices;
    }

    /// <summary>A message without who says it: <c>[dshow @ 0x55]</c> and the like.</summary>
    private static string WithoutTags(string line)
    {
        string text = line.Trim();
        while (text.StartsWith('[') && text.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end
            && text[1..end].Contains(" @ ", StringComparison.Ordinal))
        {
            text = text[(end + 2)..].Trim();
        }
        return text;
    }
}
