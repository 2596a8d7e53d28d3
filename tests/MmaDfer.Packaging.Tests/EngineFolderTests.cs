using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Native.Tests.Published;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Packaging.Tests;

/// <summary>The folders for game engines that packaging/engine-folders makes: the layout that each engine documents, and what their code does.</summary>
[TestClass]
public sealed class EngineFolderTests
{
    private static readonly string s_clips = Path.Combine(PublishedLibrary.Root, "samples", "Quickstart", "clips");

    [TestMethod]
    public void ThePluginForUnrealHasTheDocumentedLayout()
    {
        string plugin = Folder("unreal", "MmaDfer");
        using JsonDocument descriptor = JsonDocument.Parse(File.ReadAllText(Path.Combine(plugin, "MmaDfer.uplugin")));
        Assert.AreEqual(3, descriptor.RootElement.GetProperty("FileVersion").GetInt32());
        Assert.AreEqual(Packages.Version("MmaDfer.Sdk"), descriptor.RootElement.GetProperty("VersionName").GetString());
        JsonElement module = descriptor.RootElement.GetProperty("Modules").EnumerateArray().Single();
        string name = module.GetProperty("Name").GetString()!;
        // A module is a folder of Source with rules, a public and a private part; rules are a class of its name.
        string source = Path.Combine(plugin, "Source", name);
        StringAssert.Contains(File.ReadAllText(Path.Combine(source, $"{name}.Build.cs")), $"public class {name} : ModuleRules");
        Assert.IsNotEmpty(Directory.GetFiles(Path.Combine(source, "Public"), "*.h"));
        string[] code = [.. Directory.GetFiles(Path.Combine(source, "Private"), "*.cpp").Select(File.ReadAllText)];
        Assert.IsTrue(code.Any(c => Regex.IsMatch(c, $@"IMPLEMENT_MODULE\(\w+, {name}\)")));
        // Unreal defines a macro of the module's name; the library's header has one too.
        Assert.AreNotEqual("MMADFER_API", $"{name.ToUpperInvariant()}_API");
        foreach (string header in Directory.GetFiles(Path.Combine(source, "Public"), "*.h").Select(File.ReadAllText))
            StringAssert.Contains(header, $"class {name.ToUpperInvariant()}_API ");
        // The generated header is the last one.
        StringAssert.EndsWith(
            Regex.Matches(File.ReadAllText(Path.Combine(source, "Public", "PlayerMoodComponent.h")), "#include .*").Last().Value, "\"PlayerMoodComponent.generated.h\"");
        string library = Path.Combine(plugin, "Source", "ThirdParty", "MmaDferLibrary");
        StringAssert.Contains(File.ReadAllText(Path.Combine(library, "MmaDferLibrary.Build.cs")), "public class MmaDferLibrary : ModuleRules");
        Assert.AreEqual(File.ReadAllText(Path.Combine(PublishedLibrary.Headers, "mmadfer.h")), File.ReadAllText(Path.Combine(library, "include", "mmadfer.h")));
        foreach (string file in (string[])["Resources/Icon128.png", "LICENSE", "THIRD-PARTY-NOTICES.txt", "README.md"])
            Assert.IsTrue(File.Exists(Path.Combine(plugin, file)), file);
        foreach ((string rid, string system, string file) in ((string, string, string)[])[("linux-x64", "Linux", "libmmadfer.so"), ("win-x64", "Win64", "mmadfer.dll")])
        {
            string made = Path.Combine(PublishedLibrary.Root, "artifacts", "native", rid, "lib", file);
            if (File.Exists(made))
                CollectionAssert.AreEqual(File.ReadAllBytes(made), File.ReadAllBytes(Path.Combine(plugin, "Binaries", "ThirdParty", "MmaDferLibrary", system, file)), file);
        }
        HasZip("MmaDfer-Unreal", "MmaDfer/MmaDfer.uplugin");
    }

    /// <summary>Compiled as Unreal compiles (no RTTI, C++20), and run in stand-ins for its classes, with the library of the folder.</summary>
    [TestMethod]
    public void TheComponentForUnrealRecognisesADrawnPlayer()
    {
        string plugin = Folder("unreal", "MmaDfer");
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Inconclusive("SKIPPED: the stand-ins are for Linux x64.");
        using var folder = new Sdk.Conformance.TemporaryFolder();
        string source = Path.Combine(plugin, "Source", "MmaDferUnreal"), standIns = Path.Combine(PublishedLibrary.Root, "tests", "MmaDfer.Packaging.Tests", "StandIns", "unreal");
        string[] ours = ["MmaDferUnreal.h", "PlayerMoodComponent.h"];
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(".h", StringComparison.Ordinal) || f.EndsWith(".cpp", StringComparison.Ordinal)))
        {
            foreach (Match include in Regex.Matches(File.ReadAllText(file), "#include \"(.*)\""))
            {
                if (ours.Contains(include.Groups[1].Value))
                    continue;
                string header = Path.Combine([folder["include"], .. include.Groups[1].Value.Split('/')]);
                Directory.CreateDirectory(Path.GetDirectoryName(header)!);
                File.WriteAllText(header, "#include <Stage.h>\n");
            }
        }
        Tool.Succeed(Tool.Installed("g++"),
        [
            "-std=c++20", "-Wall", "-Wextra", "-Werror", "-Wshadow", "-fno-rtti", "-fno-exceptions", "-DMMADFERUNREAL_API=", "-I", folder["include"], "-I", standIns,
            "-I", Path.Combine(source, "Public"), "-isystem", Path.Combine(plugin, "Source", "ThirdParty", "MmaDferLibrary", "include"),
            .. Directory.GetFiles(Path.Combine(source, "Private"), "*.cpp"), Path.Combine(standIns, "stage.cpp"), "-o", folder["stage"], "-ldl", "-lpthread",
        ]);
        string[] clip = WriteClip(folder);
        Directory.CreateDirectory(folder["Content", "Mood"]);
        File.Copy(Path.Combine(PublishedLibrary.Root, "packaging", "models", "demo.safetensors"), folder["Content", "Mood", "demo.safetensors"]);
        string Play(string find, string content) => Tool.Succeed(folder["stage"], [.. clip, find], ("PLUGIN", plugin), ("CONTENT", folder[content]), ("MOOD", "fear"));

        StringAssert.Contains(Play("0", "Content"), "end: fear");
        // The face model is beside the library; nothing is logged.
        Assert.AreEqual("end: \n", Play("1", "Content"));
        StringAssert.StartsWith(Play("0", "Nothing"), "log: ");
    }

    [TestMethod]
    public void TheAddonForGodotHasTheDocumentedLayout()
    {
        string addon = Folder("godot", "addons", "mmadfer");
        string settings = File.ReadAllText(Path.Combine(addon, "plugin.cfg"));
        StringAssert.StartsWith(settings, "[plugin]");
        string[] keys = [.. Regex.Matches(settings, "^([a-z]+)=\"[^\"]+\"$", RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        CollectionAssert.AreEquivalent((string[])["name", "description", "author", "version", "script"], keys);
        StringAssert.Contains(settings, $"version=\"{Packages.Version("MmaDfer.Sdk")}\"");
        string script = Regex.Match(settings, "script=\"(.*)\"").Groups[1].Value;
        StringAssert.Contains(File.ReadAllText(Path.Combine(addon, script)), $"class {Path.GetFileNameWithoutExtension(script)} : EditorPlugin");
        foreach (Match file in Regex.Matches(File.ReadAllText(Path.Combine(addon, script)), "Folder \\+ \"(.*?)\""))
            Assert.IsTrue(File.Exists(Path.Combine(addon, file.Groups[1].Value)), file.Value);
        Assert.AreEqual(
            File.ReadAllText(Path.Combine(PublishedLibrary.Root, "samples", "GodotDotNet", "PlayerMood.cs")),
            File.ReadAllText(Path.Combine(addon, "PlayerMood.cs")).Replace("res://addons/mmadfer/face.onnx", "res://face.onnx", StringComparison.Ordinal));
        foreach (string file in (string[])["face.onnx", "face.onnx.LICENSE.txt", "demo.safetensors", "packages/.gdignore", "LICENSE", "THIRD-PARTY-NOTICES.txt"])
            Assert.IsTrue(File.Exists(Path.Combine(addon, file)), file);
        HasZip("MmaDfer-Godot", "addons/mmadfer/plugin.cfg");
    }

    /// <summary>A game's project that imports the addon's file builds from the addon's packages alone, with Godot's classes as stand-ins.</summary>
    [TestMethod]
    public void AGameBuildsFromTheAddonForGodot()
    {
        string addon = Folder("godot", "addons", "mmadfer");
        using var stranger = new Stranger();
        File.WriteAllText(stranger["nuget.config"], "<configuration><packageSources><clear /></packageSources></configuration>");
        string game = Directory.CreateDirectory(stranger["game"]).FullName;
        foreach (string file in Directory.GetFiles(addon, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(game, "addons", "mmadfer", Path.GetRelativePath(addon, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        File.Copy(Path.Combine(PublishedLibrary.Root, "tests", "MmaDfer.Docs.Tests", "StandIns", "Godot.cs"), Path.Combine(game, "Godot.cs"));
        File.WriteAllText(Path.Combine(game, "game.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><DefineConstants>$(DefineConstants);TOOLS</DefineConstants></PropertyGroup>
              <Import Project="addons/mmadfer/MmaDfer.props" />
            </Project>
            """);
        stranger.Dotnet("build", Path.Combine(game, "game.csproj"));
    }

    /// <summary>Its file, run by cmake with what vcpkg would set; vcpkg itself has never run it.</summary>
    [TestMethod]
    public void ThePortForVcpkgInstallsWhatCMakeFinds()
    {
        string port = Folder("vcpkg", "mmadfer"), cmake = Tool.Installed("cmake");
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(port, "vcpkg.json")));
        Assert.AreEqual("mmadfer", manifest.RootElement.GetProperty("name").GetString());
        Assert.AreEqual(Packages.Version("MmaDfer.Sdk"), manifest.RootElement.GetProperty("version-string").GetString());
        using var folder = new Sdk.Conformance.TemporaryFolder();
        string processor = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        string install = folder["installed"];
        Tool.Succeed(cmake, [$"-DCURRENT_PACKAGES_DIR={install}", $"-DVCPKG_TARGET_ARCHITECTURE={processor}", "-P", Path.Combine(port, "portfile.cmake")]);
        Assert.IsTrue(File.Exists(Path.Combine(install, "share", "mmadfer", "copyright")));
        Tool.Succeed(cmake, ["-S", Path.Combine(PublishedLibrary.Root, "samples", "C"), "-B", folder["build"], $"-DCMAKE_PREFIX_PATH={install}"]);
        Tool.Succeed(cmake, ["--build", folder["build"]]);
        StringAssert.Contains(
            Tool.Succeed(folder["build", "recognise"], [Path.Combine(PublishedLibrary.Root, "packaging", "models", "demo.safetensors"), Path.Combine(s_clips, "fear.y4m"), Path.Combine(s_clips, "fear.wav")]),
            "fear 98 %");
        (int code, _, string error) = Tool.Run(cmake, [$"-DCURRENT_PACKAGES_DIR={install}", "-DVCPKG_TARGET_ARCHITECTURE=mips", "-P", Path.Combine(port, "portfile.cmake")]);
        Assert.AreNotEqual(0, code);
        StringAssert.Contains(error, "packaging/native makes it");
    }

    private static string Folder(params string[] parts)
    {
        string folder = Path.Combine([Packages.Folder(), .. parts]);
        if (!Directory.Exists(folder))
            PublishedLibrary.Missing($"there is no {folder}; packaging/pack makes it.");
        return folder;
    }

    private static void HasZip(string name, string entry) =>
        CollectionAssert.Contains(Packages.Entries(Path.Combine(Packages.Folder(), $"{name}-{Packages.Version("MmaDfer.Sdk")}.zip")), entry);

    /// <summary>Raw frames and samples of the clip that shows fear: the first arguments of the stage.</summary>
    private static string[] WriteClip(Sdk.Conformance.TemporaryFolder folder)
    {
        var pixels = new MemoryStream();
        (int width, int height) = (0, 0);
        using (IFrameSource frames = FrameSource.Open(Path.Combine(s_clips, "fear.y4m")))
        {
            while (frames.TryRead(out FrameView frame, out _))
            {
                (width, height) = (frame.Width, frame.Height);
                byte[] rgb = new byte[3 * width * height];
                frame.CopyTo(rgb);
                for (int i = 0; i < rgb.Length; i += 3)
                    pixels.Write([rgb[i + 2], rgb[i + 1], rgb[i], 255]);
            }
        }
        var samples = new List<float>();
        int sampleRate;
        using (IAudioSource audio = AudioSource.Open(Path.Combine(s_clips, "fear.wav")))
        {
            sampleRate = audio.SampleRate;
            float[] some = new float[4096];
            for (int count; (count = audio.Read(some, out _)) > 0;)
                samples.AddRange(some.AsSpan(0, count));
        }
        File.WriteAllBytes(folder["frames"], pixels.ToArray());
        File.WriteAllBytes(folder["samples"], MemoryMarshal.AsBytes<float>(samples.ToArray()).ToArray());
        return [folder["frames"], $"{width}", $"{height}", "8", folder["samples"], $"{sampleRate}"];
    }
}
