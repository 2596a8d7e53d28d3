using System.Diagnostics;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Programs that some tests need. Where one is missing the test is skipped, loudly; with MMADFER_REQUIRE_FFMPEG=1 a missing
/// ffmpeg is a failure, with MMADFER_REQUIRE_ONNX=1 a missing checker of ONNX models, with MMADFER_REQUIRE_OPENCV=1 a missing OpenCV.
/// </summary>
internal static class RequiredTools
{
    /// <summary>Path of ffmpeg; ends the test as inconclusive where it is not installed.</summary>
    public static string Ffmpeg()
    {
        string? found = Environment.GetEnvironmentVariable("MMADFER_FFMPEG") is { Length: > 0 } given
            ? (File.Exists(given) ? given : null)
            : OnPath("ffmpeg").FirstOrDefault();
        return found ?? Missing("MMADFER_REQUIRE_FFMPEG", "ffmpeg is not installed; install it or set MMADFER_FFMPEG to its absolute path.");
    }

    /// <summary>Path of a program; ends the test as inconclusive, or fails it where a variable asks for that, if it is not installed.</summary>
    public static string Program(string name, string requiredBy) =>
        OnPath(name).FirstOrDefault() ?? Missing(requiredBy, $"{name} is not installed.");

    /// <summary>Path of a Python that has the official <c>onnx</c> package; ends the test as inconclusive where there is none.</summary>
    public static string PythonWithOnnx() =>
        OnPath("python3").FirstOrDefault(python => RunPython(python, "import onnx").Code == 0)
        ?? Missing("MMADFER_REQUIRE_ONNX", "no python3 on the path has the package onnx; install it (Debian: python3-onnx).");

    /// <summary>Path of a Python that has OpenCV; ends the test as inconclusive where there is none.</summary>
    public static string PythonWithOpenCv() =>
        OnPath("python3").FirstOrDefault(python => RunPython(python, "import cv2").Code == 0)
        ?? Missing("MMADFER_REQUIRE_OPENCV", "no python3 on the path has the package cv2; install it (Debian: python3-opencv).");

    /// <summary>Runs a few lines of Python.</summary>
    public static (int Code, string Output) RunPython(string python, string code, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, ["-c", code, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
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

    private static IEnumerable<string> OnPath(string program)
    {
        string name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified).Select(f => Path.Combine(f, name)).Where(File.Exists);
    }

    /// <summary>Ends the test as inconclusive, loudly; as a failure where a variable says that it must run.</summary>
    /// <param name="requiredBy">The variable, which is 1 then.</param>
    /// <param name="what">What is missing, in one sentence.</param>
    public static string Missing(string requiredBy, string what)
    {
        string why = "SKIPPED: " + what;
        Console.Error.WriteLine(why);
        if (Environment.GetEnvironmentVariable(requiredBy) == "1")
            Assert.Fail(why);
        Assert.Inconclusive(why);
        return "";
    }
}
