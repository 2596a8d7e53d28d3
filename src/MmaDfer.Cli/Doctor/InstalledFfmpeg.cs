using System.ComponentModel;
using System.Diagnostics;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Cli.Doctor;

/// <summary>The ffmpeg that media files would be read with.</summary>
/// <param name="Path">Absolute path; null if there is none.</param>
/// <param name="Version">What it says about itself; null if it says nothing.</param>
/// <param name="Problem">Why it cannot be used; null if it can.</param>
internal sealed record InstalledFfmpeg(string? Path, string? Version, string? Problem)
{
    private const int LimitMs = 10_000;

    public static InstalledFfmpeg Find()
    {
        string? path = null;
        try
        {
            path = FfmpegProgram.Find("Reading videos, images and compressed audio");
            using Process process = Process.Start(new ProcessStartInfo(path, ["-version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string?> line = process.StandardOutput.ReadLineAsync();
            if (!line.Wait(LimitMs))
            {
                process.Kill();
                return new InstalledFfmpeg(path, null, $"it did not answer within {LimitMs / 1000} s.");
            }
            return line.Result is { } text && text.StartsWith("ffmpeg version ", StringComparison.Ordinal)
                ? new InstalledFfmpeg(path, text.Split(' ')[2], null)
                : new InstalledFfmpeg(path, null, "it does not answer as ffmpeg does.");
        }
        catch (Exception exception) when (exception is MediaException or Win32Exception or IOException or AggregateException)
        {
            return new InstalledFfmpeg(path, null, exception.Message);
        }
    }
}
