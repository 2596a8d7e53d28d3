using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;
using UnrealBuildTool;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>What docs/cpp.md says beyond code that compiles, which MmaDfer.Docs.Tests sees to.</summary>
[TestClass]
public sealed partial class DocumentationTests
{
    private static readonly string s_guide = File.ReadAllText(Path.Combine(PublishedLibrary.Root, "docs", "cpp.md")).ReplaceLineEndings("\n");

    /// <summary>Unreal compiles without exceptions: the header of C has to do, and the one of C++ says so.</summary>
    [TestMethod]
    public void TheCodeForUnrealNeedsNoExceptions()
    {
        using var folder = new TemporaryFolder();
        string code = Blocks("cpp").Single(b => b.Contains("FPlayerMood", StringComparison.Ordinal));
        File.WriteAllText(folder["block.cpp"], code);
        Tool.Succeed(Tool.Installed("g++"), [.. Tool.Strict, "-fno-exceptions", "-fno-rtti", "-std=c++17", "-I", PublishedLibrary.Headers, "-c", folder["block.cpp"], "-o", folder["block.o"]]);
    }

    [TestMethod]
    public void TheCMakeLinesWork()
    {
        using var folder = new TemporaryFolder();
        string lines = Blocks("cmake").Single();
        string find = lines.Split('\n')[0];
        File.WriteAllText(folder["main.c"], "#include <mmadfer.h>\nint main(void) { return mmadfer_version() == MMADFER_VERSION ? 0 : 1; }\n");
        File.WriteAllText(folder["CMakeLists.txt"], $"cmake_minimum_required(VERSION 3.16)\nproject(game C)\nadd_executable(game main.c)\n{lines}");
        StringAssert.StartsWith(find, "find_package(mmadfer");
        string cmake = Tool.Installed("cmake");
        Tool.Succeed(cmake, ["-S", folder.Path, "-B", folder["build"], "-DCMAKE_PREFIX_PATH=" + PublishedLibrary.Folder()]);
        Tool.Succeed(cmake, ["--build", folder["build"]]);
        Tool.Succeed(folder["build", "game"], []);
    }

    /// <summary>It stands in this project too, so it compiles, against as much of Unreal's build tool as it uses.</summary>
    [TestMethod]
    public void TheBuildRulesForUnrealAreThoseCompiledHere()
    {
        Assert.AreEqual(
            File.ReadAllText(Path.Combine(PublishedLibrary.Root, "tests", "MmaDfer.Sdk.Native.Tests", "Unreal", "mmadfer.Build.cs")).ReplaceLineEndings("\n"),
            Blocks("cs").Single());
        var windows = new mmadfer(new ReadOnlyTargetRules(UnrealTargetPlatform.Win64));
        Assert.AreEqual(Path.Combine("/module", "lib", "mmadfer.dll"), windows.RuntimeDependencies["$(BinaryOutputDir)/mmadfer.dll"]);
        var linux = new mmadfer(new ReadOnlyTargetRules(UnrealTargetPlatform.Linux));
        Assert.AreEqual(Path.Combine("/module", "lib", "libmmadfer.so"), linux.PublicAdditionalLibraries.Single());
    }

    private static string[] Blocks(string language) =>
        [.. Block().Matches(s_guide).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value)];

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
