using System.Diagnostics;

namespace MmaDfer.Cli.Tests;

/// <summary>The command-line tool, and other programs, as processes of their own.</summary>
internal static class CliProcess
{
    /// <summary>Path of the tool's assembly.</summary>
    public static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "mmadfer.dll");

    /// <summary>Starts the tool.</summary>
    public static Process Start(params string[] arguments) => StartProgram("dotnet", [Tool, .. arguments]);

    /// <summary>Starts the tool as a terminal does, whatever the tests' own process does with the signal SIGINT.</summary>
    /// <remarks>A shell's background jobs ignore the signal, and their children inherit that; <c>env</c> of GNU undoes it.</remarks>
    public static Process StartInterruptible(string[] arguments, params (string Name, string Value)[] environment) => OperatingSystem.IsLinux()
        ? StartProgram("env", ["--default-signal=INT,TERM,HUP", "dotnet", Tool, .. arguments], environment)
        : StartProgram("dotnet", [Tool, .. arguments], environment);

    /// <summary>Starts a program with its output and errors redirected.</summary>
    public static Process StartProgram(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs the tool to its end.</summary>
    public static (int Code, string Output, string Error) Run(params string[] arguments) => RunProgram("dotnet", [Tool, .. arguments]);

    /// <summary>Runs a program to its end.</summary>
    public static (int Code, string Output, string Error) RunProgram(string program, params string[] arguments)
    {
        using Process process = StartProgram(program, arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Sends a signal, such as INT.</summary>
    public static void Signal(Process process, string signal) => Assert.AreEqual(0, RunProgram("kill", $"-{signal}", $"{process.Id}").Code);
}
