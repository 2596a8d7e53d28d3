using System.Diagnostics;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Native.Tests.Published;

/// <summary>Compilers and the programs that they make.</summary>
internal static class Tool
{
    // A million random calls take longer.
    private static readonly TimeSpan s_patience = Environment.GetEnvironmentVariable("MMADFER_FUZZ") is { Length: > 0 } ? TimeSpan.FromHours(3) : TimeSpan.FromMinutes(20);

    /// <summary>Runs a program and gives what it wrote.</summary>
    public static (int Code, string Output, string Error) Run(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} does not come to an end.");
        }
        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs a program that must succeed and gives its standard output.</summary>
    public static string Succeed(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        (int code, string output, string error) = Run(program, arguments, environment);
        Assert.AreEqual(0, code, $"{program} {string.Join(' ', arguments)}\n{output}\n{error}");
        return output;
    }

    /// <summary>Compiles C as strictly as can be, and links it with the published library.</summary>
    /// <param name="output">The program to write.</param>
    /// <param name="arguments">Sources and further options.</param>
    public static void Gcc(string output, params string[] arguments)
    {
        string library = Path.Combine(PublishedLibrary.Folder(), "lib");
        Succeed(Installed("gcc"),
        [
            .. Strict, "-std=c99", "-g", "-O1", "-I", Path.Combine(PublishedLibrary.Folder(), "include"), .. arguments, "-o", output,
            "-L", library, "-lmmadfer", "-lm", "-lpthread", "-Wl,-rpath," + library,
        ]);
    }

    public static string[] Strict { get; } = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-Wshadow"];

    public static string Installed(string program) => RequiredTools.Program(program, PublishedLibrary.RequiredBy);
}
