using System.Diagnostics;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Programs that some tests need. Where one is missing the test is skipped, loudly; with MMADFER_REQUIRE_FFMPEG=1 a missing
/// ffmpeg is a failure.
/// </summary>
internal static class RequiredTools
{
    /// <summary>Path of ffmpeg; ends the test as inconclusive where it is not installed.</summary>
    public static string Ffmpeg()
    {
        string name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        string? found = Environment.GetEnvironmentVariable("MMADFER_FFMPEG") is { Length: > 0 } given
            ? (File.Exists(given) ? given : null)
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Where(Path.IsPathFullyQualified).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
        if (found is not null)
            return found;
        const string why = "SKIPPED: ffmpeg is not installed; install it or set MMADFER_FFMPEG to its absolute path.";
        Console.Error.WriteLine(why);
        if (Environment.GetEnvironmentVariable("MMADFER_REQUIRE_FFMPEG") == "1")
            Assert.Fail(why);
        Assert.Inconclusive(why);
        return "";
    }

    /// <summary>Runs ffmpeg to make a file for a test; it must succeed.</summary>
    public static void RunFfmpeg(params string[] arguments)
    {
        var start = new ProcessStartInfo(Ffmpeg(), ["-hide_banner", "-nostdin", "-loglevel", "error", "-y", .. arguments])
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"ffmpeg {string.Join(' ', arguments)}: {errors}");
    }

    /// <summary>Runs ffmpeg on a file and gives what it writes to its standard output.</summary>
    public static byte[] FfmpegOutput(params string[] arguments)
    {
        var start = new ProcessStartInfo(Ffmpeg(), ["-hide_banner", "-nostdin", "-loglevel", "error", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        using var bytes = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(bytes);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"ffmpeg {string.Join(' ', arguments)}");
        return bytes.ToArray();
    }
}
