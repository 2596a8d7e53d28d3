using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests.Published;

/// <summary>
/// The library for Windows that packaging/native links on Linux, used by programs of mingw-w64 under Wine. Where it or a tool is missing,
/// skipped, loudly; with MMADFER_REQUIRE_WINE=1 that is a failure. It was never run on a real Windows.
/// </summary>
[TestClass]
public sealed class WindowsLibraryTests
{
    private const string RequiredBy = "MMADFER_REQUIRE_WINE", Compiler = "x86_64-w64-mingw32-gcc";

    private static Wine? s_wine;
    private static TemporaryFolder? s_folder;

    [ClassCleanup]
    public static void Cleanup()
    {
        s_wine?.Dispose();
        s_folder?.Dispose();
    }

    // Not while the class starts: a test that is skipped says so itself.
    private static Wine Windows => s_wine ??= new Wine(Path.Combine("native", "win-x64"), "packaging/native win-x64");

    /// <summary>Beside the programs: C's arguments are in the code page of Windows, which has not all letters of the folder.</summary>
    private const string Model = "tiny.safetensors", FaceModel = "faces.xml";

    /// <summary>With the library and the model beside the programs.</summary>
    private static TemporaryFolder Folder
    {
        get
        {
            if (s_folder is null)
            {
                s_folder = new TemporaryFolder();
                File.Copy(Path.Combine(Made(), "lib", "mmadfer.dll"), s_folder["mmadfer.dll"]);
                using var model = new TinyModel();
                File.Copy(model.Path, s_folder[Model]);
                File.Copy(PublishedLibrary.Faces, s_folder[FaceModel]);
            }
            return s_folder;
        }
    }

    [TestMethod]
    public void TheSampleInCGivesTheSameAsCSharpHere()
    {
        string samples = Path.Combine(PublishedLibrary.Root, "samples", "C");
        Compile(Compiler, "recognise.exe", "-std=c99", Path.Combine(samples, "main.c"), Path.Combine(samples, "clip.c"));
        foreach (string emotion in (string[])["fear", "happiness", "surprise"])
        {
            WineRun run = Run("recognise.exe", Wine.PathOf(Shipped.Model), Wine.PathOf(Shipped.Face(emotion)), Wine.PathOf(Shipped.Voice(emotion)));
            Assert.AreEqual(0, run.Code, run.Error);
            using EmotionRecognizer recognizer = EmotionRecognizer.Load(Shipped.Model);
            using IFrameSource frames = FrameSource.Open(Shipped.Face(emotion));
            using IAudioSource audio = AudioSource.Open(Shipped.Voice(emotion));
            Closeness.Assert(recognizer.Recognize(frames, audio).Probabilities, ProgramTests.Probabilities(run.Output.ReplaceLineEndings("\n")), 1e-5, emotion);
        }
    }

    [TestMethod]
    public void TheWrapperForCPlusPlusKeepsItsPromises()
    {
        Compile("x86_64-w64-mingw32-g++", "wrapper.exe", "-std=c++17", Path.Combine(PublishedLibrary.Programs, "wrapper.cpp"));
        WineRun run = Run("wrapper.exe", Model, FaceModel);
        Assert.AreEqual(0, run.Code, run.Output + run.Error);
    }

    [TestMethod]
    public void RandomCallsNeitherCrashNorLeak()
    {
        Compile(Compiler, "fuzz.exe", "-std=gnu99", Path.Combine(PublishedLibrary.Programs, "fuzz.c"), "-lpthread");
        WineRun run = Run("fuzz.exe", Model, FaceModel, "2000", "1", "2");
        Assert.AreEqual(0, run.Code, run.Output + run.Error);
        StringAssert.StartsWith(run.Output, "sequences 200");
    }

    [TestMethod]
    public void AProgramOfTheFirstHeaderRunsOn()
    {
        Compile(Compiler, "older.exe", "-std=gnu99", Path.Combine(PublishedLibrary.Programs, "older.c"));
        WineRun run = Run("older.exe", Model);
        Assert.AreEqual((0, "as then"), (run.Code, run.Output.Trim()), run.Error);
    }

    [TestMethod]
    public void ThreadsThatAreOlderThanTheLibraryMayUseIt()
    {
        Compile(Compiler, "late.exe", "-std=gnu99", Path.Combine(PublishedLibrary.Programs, "late.c"));
        WineRun run = Run("late.exe", "mmadfer.dll", Model);
        Assert.AreEqual((0, "160 of 160"), (run.Code, run.Output.Trim()), run.Error);
    }

    [TestMethod]
    public void UnloadingLeavesTheLibraryWhereItIs()
    {
        Compile(Compiler, "unload.exe", "-std=gnu99", Path.Combine(PublishedLibrary.Programs, "unload.c"));
        WineRun run = Run("unload.exe", "mmadfer.dll", Model);
        Assert.AreEqual((0, "three rounds"), (run.Code, run.Output.Trim()), run.Error);
    }

    /// <summary>As linked on Linux and as with Visual C++: nothing has to be installed beside it.</summary>
    [TestMethod]
    public void ItExportsWhatTheHeaderDeclaresAndNeedsWindowsAlone()
    {
        string dump = Tool.Succeed(RequiredTools.Program("x86_64-w64-mingw32-objdump", RequiredBy), ["-p", Path.Combine(Made(), "lib", "mmadfer.dll")]);
        string[] imports = [.. Regex.Matches(dump, @"DLL Name: (\S+)").Select(m => m.Groups[1].Value.ToLowerInvariant()).Where(n => !n.StartsWith("api-ms-win-crt-", StringComparison.Ordinal))];
        CollectionAssert.IsSubsetOf(imports, (string[])["advapi32.dll", "bcrypt.dll", "crypt32.dll", "iphlpapi.dll", "kernel32.dll", "ncrypt.dll", "ntdll.dll", "ole32.dll", "ws2_32.dll"]);
        string header = File.ReadAllText(Path.Combine(PublishedLibrary.Headers, "mmadfer.h"));
        string[] declared = [.. Regex.Matches(header, @"MMADFER_CALL (mmadfer_\w+)\(").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];
        string[] exported = [.. Regex.Matches(dump, @"^\s*\[\s*\d+\].*\b(mmadfer_\w+)", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.IsGreaterThan(10, declared.Length);
        CollectionAssert.AreEqual(declared, exported);
    }

    /// <summary>Visual C++'s debuggers and linkers want these.</summary>
    [TestMethod]
    public void ImportLibraryAndSymbolsAreThere()
    {
        string made = Made();
        Assert.IsGreaterThan(1000, new FileInfo(Path.Combine(made, "lib", "mmadfer.lib")).Length);
        Assert.IsGreaterThan(1_000_000, new FileInfo(Path.Combine(made, "symbols", "mmadfer.pdb")).Length);
    }

    private static string Made()
    {
        string folder = Path.Combine(PublishedLibrary.Root, "artifacts", "native", "win-x64");
        return Directory.Exists(folder) ? folder : RequiredTools.Missing(RequiredBy, $"there is no {folder}; packaging/native win-x64 makes it.");
    }

    private static void Compile(string compiler, string output, params string[] arguments) => Tool.Succeed(RequiredTools.Program(compiler, RequiredBy),
    [
        .. Tool.Strict, "-O1", "-I", Path.Combine(Made(), "include"), .. arguments, "-o", Folder[output], "-L", Path.Combine(Made(), "lib"), "-l:mmadfer.lib", "-static",
    ]);

    private static WineRun Run(string program, params string[] arguments) => Windows.Run(Folder[program], arguments, WineDisplay.None);
}
