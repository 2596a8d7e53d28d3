using System.IO.Compression;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>
/// From the packages alone, the demo clip is recognised on Windows in C, in C++ and in C#: programs that are built here and run under Wine,
/// with nothing but what their projects put beside them. Never run on a real Windows.
/// </summary>
[TestClass]
public sealed class WindowsInstallTests
{
    private const string RequiredBy = "MMADFER_REQUIRE_WINE";

    private static readonly string s_clips = Path.Combine(PublishedLibrary.Root, "samples", "Quickstart", "clips");

    private static Wine? s_wine;

    [ClassCleanup]
    public static void Cleanup() => s_wine?.Dispose();

    // Not while the class starts: a test that is skipped says so itself.
    private static Wine Windows => s_wine ??= new Wine(Path.Combine("native", "win-x64"), "packaging/native win-x64");

    [TestMethod]
    [DataRow("C", "recognise", "fear 98 ?%")]
    [DataRow("Cpp", "gameloop", "in the end: fear")]
    public void ProgramsInCAndCppRecognise(string sample, string program, string words)
    {
        Packages.Folder();
        string cmake = RequiredTools.Program("cmake", RequiredBy), compiler = "x86_64-w64-mingw32-";
        RequiredTools.Program(compiler + "g++", RequiredBy);
        _ = Windows;
        using var stranger = new Stranger();
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.Sdk.Native"), stranger["native"]);
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.DemoModel"), stranger["model"]);
        stranger.Run(
            cmake, "-S", Path.Combine(PublishedLibrary.Root, "samples", sample), "-B", stranger["build"], "-DCMAKE_PREFIX_PATH=" + stranger["native"],
            "-DCMAKE_SYSTEM_NAME=Windows", "-DCMAKE_SYSTEM_PROCESSOR=x86_64", $"-DCMAKE_C_COMPILER={compiler}gcc", $"-DCMAKE_CXX_COMPILER={compiler}g++",
            // mingw's own libraries become part of the program.
            "-DCMAKE_EXE_LINKER_FLAGS=-static");
        stranger.Run(cmake, "--build", stranger["build"]);
        File.Copy(stranger["native", "runtimes", "win-x64", "native", "mmadfer.dll"], stranger["build", "mmadfer.dll"]);
        // C's arguments are in the code page of Windows, which has not all letters of the folder.
        foreach (string file in (string[])[stranger["model", "models", "demo.safetensors"], Path.Combine(s_clips, "fear.y4m"), Path.Combine(s_clips, "fear.wav")])
            File.Copy(file, stranger["build", Path.GetFileName(file)]);
        Recognises(stranger["build", program + ".exe"], words, "demo.safetensors", "fear.y4m", "fear.wav");
    }

    [TestMethod]
    public void ANewProjectInCSharpRecognises()
    {
        Packages.Folder();
        _ = Windows;
        using var stranger = new Stranger(otherSources: true);
        stranger.Dotnet("publish", stranger.ConsoleProject(), "-r", "win-x64", "--self-contained", "-o", stranger["out"]);
        Recognises(stranger["out", "app.exe"], "fear 98 ?%", Wine.PathOf(Path.Combine(s_clips, "fear.y4m")), Wine.PathOf(Path.Combine(s_clips, "fear.wav")));
    }

    private static void Recognises(string program, string words, params string[] arguments)
    {
        WineRun run = Windows.Run(program, arguments, WineDisplay.None);
        Assert.AreEqual(0, run.Code, run.Output + run.Error);
        // Wine has a language of its own.
        StringAssert.Matches(run.Output, new Regex(words));
    }
}
