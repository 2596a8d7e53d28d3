using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>From the packages alone, the demo clip is recognised in C#, in an AOT binary, on the command line and in C.</summary>
[TestClass]
public sealed class InstallTests
{
    private static readonly string s_clips = Path.Combine(PublishedLibrary.Root, "samples", "Quickstart", "clips");
    private static readonly string s_face = Path.Combine(s_clips, "fear.y4m"), s_voice = Path.Combine(s_clips, "fear.wav");

    [TestMethod]
    public void ANewProjectRecognises()
    {
        Packages.Folder();
        using var stranger = new Stranger();
        string output = stranger.Dotnet("run", "--project", stranger.ConsoleProject(), "--", s_face, s_voice);
        Assert.AreEqual("fear 98 %", output.Trim());
    }

    [TestMethod]
    public void ABinaryCompiledAheadOfTimeRecognises()
    {
        Packages.Folder();
        using var stranger = new Stranger(otherSources: true);
        string project = stranger.ConsoleProject("<PublishAot>true</PublishAot><InvariantGlobalization>true</InvariantGlobalization><TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        (int code, string output, string error) = stranger.TryDotnet("publish", project, "-r", RuntimeInformation.RuntimeIdentifier, "-o", stranger["out"]);
        if (code != 0 && output.Contains("NU110", StringComparison.Ordinal))
            PublishedLibrary.Missing("no package source has NativeAOT.");
        Assert.AreEqual(0, code, output + error);
        Assert.AreEqual("fear 98 %", stranger.Run(stranger["out", OperatingSystem.IsWindows() ? "app.exe" : "app"], s_face, s_voice).Trim());
        Assert.IsEmpty(Directory.GetFiles(stranger["out"], "*.dll"));
    }

    /// <summary>The bundle for this system, with an empty package for the gigabytes of CUDA.</summary>
    [TestMethod]
    public void ABundleBringsTheEngines()
    {
        string bundle = OperatingSystem.IsWindows() ? "MmaDfer.Sdk.Windows" : "MmaDfer.Sdk.Linux";
        using var stranger = new Stranger(otherSources: true);
        foreach ((string id, string version) in Packages.Dependencies(Packages.Nuspec(bundle)).Where(d => !d.Id.StartsWith("MmaDfer", StringComparison.Ordinal)))
            stranger.StandIn(id, version);
        string project = stranger.ConsoleProject(
            package: bundle,
            options: """new() { Engine = EngineNames.Parse("torch-cuda,cpu") }""",
            before: "MmaDfer.Sdk.TorchSharp.TorchEngines.Register();",
            after: "foreach (EngineReport engine in recognizer.Engines) Console.WriteLine(engine);");
        string output = stranger.Dotnet("run", "--project", project, "--", s_face, s_voice);
        StringAssert.Contains(output, "torch-cuda");
        StringAssert.EndsWith(output.TrimEnd(), "fear 98 %");
    }

    [TestMethod]
    public void TheToolInstallsAndRecognises()
    {
        Packages.Folder();
        using var stranger = new Stranger();
        stranger.ConsoleProject();
        stranger.Dotnet("tool", "install", "MmaDfer.Cli", "--tool-path", stranger["tools"], "--configfile", stranger["nuget.config"], "--version", Packages.Version("MmaDfer.Cli"));
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.DemoModel"), stranger["model"]);
        string output = stranger.Run(
            stranger["tools", "mmadfer"], "predict", "--model", stranger["model", "models", "demo.safetensors"], "--frames", s_face, "--audio", s_voice, "--json");
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.AreEqual("fear", json.RootElement.GetProperty("label").GetString());

        // The README's line for a webcam, with ffmpeg's test picture as the camera.
        RequiredTools.Ffmpeg();
        string[] lines = stranger.Run(stranger["tools", "mmadfer"], "watch", "--model", "demo", "--camera", "lavfi:testsrc=size=320x240:rate=15", "--seconds", "2", "--json")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.IsNotEmpty(lines);
        StringAssert.Contains(lines[^1], "noFace");
    }

    [TestMethod]
    public void TheToolFollowsAFaceByItself()
    {
        Packages.Folder();
        using var stranger = new Stranger();
        string film = stranger["film.mp4"];
        RequiredTools.RunFfmpeg("-loop", "1", "-framerate", "25", "-i", FacePhotographs.Path("portrait"), "-t", "2", "-c:v", "mpeg4", "-q:v", "3", "-vf", "crop=844:1024", film);
        stranger.Dotnet("tool", "install", "MmaDfer.Cli", "--tool-path", stranger["tools"], "--configfile", stranger["nuget.config"], "--version", Packages.Version("MmaDfer.Cli"));
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.DemoModel"), stranger["model"]);
        string[] lines = stranger.Run(
            stranger["tools", "mmadfer"], "watch", "--model", stranger["model", "models", "demo.safetensors"], "--media", film, "--json")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.IsGreaterThan(6, lines.Length);
        foreach (string line in lines)
            Assert.DoesNotContain("noFace", line);
    }

    [TestMethod]
    public void ANewProjectFindsAFace()
    {
        Packages.Folder();
        using var stranger = new Stranger();
        string project = stranger.ConsoleProject(
            reference: $"""<PackageReference Include="MmaDfer.FaceModel" Version="{Packages.Version("MmaDfer.FaceModel")}" />""",
            before: """
                var faces = new MmaDfer.Sdk.Faces.FaceBox[4];
                using (var photograph = FrameSource.Open(args[2]))
                {
                    photograph.TryRead(out FrameView frame, out _);
                    Console.WriteLine($"{MmaDfer.Sdk.Faces.FaceFinder.Default().Find(frame, faces)} face in the middle of {faces[0].X + (faces[0].Width / 2):0}");
                }
                """);
        string[] lines = stranger.Dotnet("run", "--project", project, "--", s_face, s_voice, FacePhotographs.Path("portrait")).Split('\n');
        StringAssert.Matches(lines[0], new Regex("^1 face in the middle of 4[12][0-9]"));
    }

    [TestMethod]
    public void AProgramInCFollowsAFace()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("portrait");
        using var stranger = new Stranger();
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.Sdk.Native"), stranger["native"]);
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.DemoModel"), stranger["model"]);
        File.WriteAllBytes(stranger["portrait"], rgb);
        string library = stranger["native", "runtimes", Path.GetFileName(PublishedLibrary.Folder()), "native"];
        stranger.Run(
            Tool.Installed("gcc"), Path.Combine(PublishedLibrary.Programs, "follow.c"), "-o", stranger["follow"],
            "-I", stranger["native", "build", "native", "include"], "-L", library, "-lmmadfer", "-Wl,-rpath," + library);
        Assert.AreEqual("a face\n", stranger.Run(
            stranger["follow"], stranger["model", "models", "demo.safetensors"], "default", stranger["portrait"], $"{width}", $"{height}"));
    }

    [TestMethod]
    [DataRow("C", "recognise", "fear 98 %")]
    [DataRow("Cpp", "gameloop", "in the end: fear")]
    public void ProgramsInCAndCppRecognise(string sample, string program, string words)
    {
        Packages.Folder();
        string cmake = Tool.Installed("cmake");
        using var stranger = new Stranger();
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.Sdk.Native"), stranger["native"]);
        ZipFile.ExtractToDirectory(Packages.Find("MmaDfer.DemoModel"), stranger["model"]);
        stranger.Run(cmake, "-S", Path.Combine(PublishedLibrary.Root, "samples", sample), "-B", stranger["build"], "-DCMAKE_PREFIX_PATH=" + stranger["native"]);
        stranger.Run(cmake, "--build", stranger["build"]);
        StringAssert.Contains(stranger.Run(stranger["build", program], stranger["model", "models", "demo.safetensors"], s_face, s_voice), words);
    }
}
