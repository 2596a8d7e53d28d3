using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Tests.Sources.Decoding;

/// <summary>Programs that only pretend to be ffmpeg: shell scripts that do what a device or decoder might.</summary>
internal static class FakeFfmpeg
{
    /// <summary>Writes the script; gives its path.</summary>
    public static string Program(TemporaryFolder folder, string script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("SKIPPED: the programs that pretend to be ffmpeg are shell scripts.");
            return "";
        }
        string path = folder["fake-ffmpeg"];
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>A script that does something else at each start; the last of the scripts again and again.</summary>
    public static string EachStart(TemporaryFolder folder, params string[] scripts)
    {
        string count = folder["starts"];
        string cases = string.Join('\n', scripts.Select((s, i) => $"{(i == scripts.Length - 1 ? "*" : i)}) {s} ;;"));
        return Program(folder, $"n=$(cat '{count}' 2>/dev/null || echo 0) ; echo $((n+1)) > '{count}'\ncase $n in\n{cases}\nesac");
    }
}
