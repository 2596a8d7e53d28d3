using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests.Published;

/// <summary>Programs in C and C++ that use the library as it is published.</summary>
[TestClass]
public sealed class ProgramTests
{
    private static readonly string s_samples = Path.Combine(PublishedLibrary.Root, "samples");

    /// <summary>The runtime's own memory is not told from a leak: it points there from memory that the checker does not look through.</summary>
    private const string LeaksOfTheRuntime = "leak:libmmadfer.so\n";

    [TestMethod]
    public void TheSampleInCGivesTheSameAsCSharp()
    {
        using var folder = new TemporaryFolder();
        Tool.Gcc(folder["recognise"], Sources());
        foreach (string emotion in (string[])["fear", "happiness", "surprise"])
        {
            string output = Tool.Succeed(folder["recognise"], [Shipped.Model, Shipped.Face(emotion), Shipped.Voice(emotion)]);
            StringAssert.StartsWith(output, emotion + " ");
            using EmotionRecognizer recognizer = EmotionRecognizer.Load(Shipped.Model);
            using IFrameSource frames = FrameSource.Open(Shipped.Face(emotion));
            using IAudioSource audio = AudioSource.Open(Shipped.Voice(emotion));
            Closeness.Assert(recognizer.Recognize(frames, audio).Probabilities, Probabilities(output), 1e-5, emotion);
        }
    }

    [TestMethod]
    public void TheSampleInCIsCleanUnderSanitizers()
    {
        using var folder = new TemporaryFolder();
        Tool.Gcc(folder["recognise"], ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", .. Sources()]);
        File.WriteAllText(folder["leaks"], LeaksOfTheRuntime);
        string output = Tool.Succeed(
            folder["recognise"], [Shipped.Model, Shipped.Face("fear"), Shipped.Voice("fear")],
            ("LSAN_OPTIONS", $"suppressions={folder["leaks"]}:print_suppressions=0"));
        StringAssert.StartsWith(output, "fear ");
    }

    [TestMethod]
    public void TheSampleInCIsCleanUnderValgrind()
    {
        using var folder = new TemporaryFolder();
        string valgrind = Tool.Installed("valgrind");
        Tool.Gcc(folder["recognise"], Sources());
        using var model = new TinyModel();
        string output = Tool.Succeed(
            valgrind, ["--error-exitcode=9", "-q", folder["recognise"], model.Path, Shipped.Face("fear"), Shipped.Voice("fear")]);
        Assert.HasCount(7, Probabilities(output));
    }

    [TestMethod]
    public void TheSampleInCReportsErrors()
    {
        using var folder = new TemporaryFolder();
        Tool.Gcc(folder["recognise"], Sources());
        (int code, string output, string error) = Tool.Run(folder["recognise"], ["/no/such/model", Shipped.Face("fear"), Shipped.Voice("fear")]);
        Assert.AreEqual((1, ""), (code, output));
        StringAssert.StartsWith(error, "/no/such/model: ");
        Assert.HasCount(1, error.Trim().Split('\n'));
    }

    /// <summary>The runtime that is in the library would end the program there.</summary>
    [TestMethod]
    public void OnATooOldProcessorTheSamplesReportIt()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Inconclusive("SKIPPED: what is asked is asked of x64 only.");
        using var folder = new TemporaryFolder();
        string qemu = Tool.Installed("qemu-x86_64");
        Tool.Gcc(folder["recognise"], Sources());
        string[] old = ["-cpu", "Nehalem", folder["recognise"], Shipped.Model, Shipped.Face("fear"), Shipped.Voice("fear")];
        Assert.AreEqual((1, "", "This processor lacks AVX2, which the library mmadfer was built for.\n"), Tool.Run(qemu, old));
    }

    [TestMethod]
    public void AProgramMayEndWithoutClosingAnything()
    {
        using var folder = new TemporaryFolder();
        Tool.Gcc(folder["leave"], Path.Combine(PublishedLibrary.Programs, "leave.c"));
        for (int i = 0; i < 20; i++)
            Assert.AreEqual((42, "", ""), Tool.Run(folder["leave"], [Shipped.Model]));
    }

    /// <summary>The threads of its runtime cannot be ended: unloaded, their code would be gone under them.</summary>
    [TestMethod]
    public void UnloadingLeavesTheLibraryWhereItIs()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        // The program itself does not need the library.
        Tool.Succeed(Tool.Installed("gcc"), [.. Tool.Strict, "-std=gnu99", "-I", Path.Combine(PublishedLibrary.Folder(), "include"), Path.Combine(PublishedLibrary.Programs, "unload.c"), "-o", folder["unload"], "-ldl"]);
        for (int i = 0; i < 5; i++)
            Assert.AreEqual((0, "three rounds\n", ""), Tool.Run(folder["unload"], [Path.Combine(PublishedLibrary.Folder(), "lib", "libmmadfer.so"), model.Path]));
    }

    [TestMethod]
    public void AProgramOfTheFirstHeaderRunsOn()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        Tool.Gcc(folder["older"], Path.Combine(PublishedLibrary.Programs, "older.c"));
        Assert.AreEqual((0, "as then\n", ""), Tool.Run(folder["older"], [model.Path]));
    }

    [TestMethod]
    public void SignalsAndForksOfTheProgramStayItsOwn()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        Tool.Gcc(folder["host"], Path.Combine(PublishedLibrary.Programs, "host.c"));
        for (int i = 0; i < 3; i++)
            Assert.AreEqual((0, "as before\n", ""), Tool.Run(folder["host"], [model.Path]));
    }

    [TestMethod]
    [DataRow("-std=c++17")]
    [DataRow("-std=c++20")]
    public void TheWrapperForCPlusPlusKeepsItsPromises(string standard)
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        string library = Path.Combine(PublishedLibrary.Folder(), "lib");
        Tool.Succeed(Tool.Installed("g++"),
        [
            .. Tool.Strict, "-fsanitize=address,undefined", "-fno-sanitize-recover=all", standard, "-g", "-I", Path.Combine(PublishedLibrary.Folder(), "include"),
            Path.Combine(PublishedLibrary.Programs, "wrapper.cpp"), "-o", folder["wrapper"], "-L", library, "-lmmadfer", "-Wl,-rpath," + library,
        ]);
        File.WriteAllText(folder["leaks"], LeaksOfTheRuntime);
        Tool.Succeed(folder["wrapper"], [model.Path, PublishedLibrary.Faces], ("LSAN_OPTIONS", $"suppressions={folder["leaks"]}:print_suppressions=0"));
    }

    [TestMethod]
    [DataRow("C", "recognise", "fear ")]
    [DataRow("Cpp", "gameloop", "in the end: fear ")]
    public void CMakeFindsTheLibrary(string sample, string program, string line)
    {
        using var folder = new TemporaryFolder();
        string cmake = Tool.Installed("cmake");
        string strict = string.Join(' ', Tool.Strict);
        Tool.Succeed(cmake, ["-S", Path.Combine(s_samples, sample), "-B", folder.Path, "-DCMAKE_PREFIX_PATH=" + PublishedLibrary.Folder(), "-DCMAKE_C_FLAGS=" + strict, .. sample == "Cpp" ? (string[])["-DCMAKE_CXX_FLAGS=" + strict] : []]);
        Tool.Succeed(cmake, ["--build", folder.Path]);
        string output = Tool.Succeed(folder[program], [Shipped.Model, Shipped.Face("fear"), Shipped.Voice("fear")]);
        StringAssert.Matches(output, new Regex("^" + line, RegexOptions.Multiline));
    }

    [TestMethod]
    public void CMakeRefusesAnotherVersion()
    {
        using var folder = new TemporaryFolder();
        string cmake = Tool.Installed("cmake");
        foreach ((string wanted, bool fits) in ((string, bool)[])[("", true), ("0.1", true), ("0.1.0 EXACT", true), ("0.2", false), ("1.0", false)])
        {
            File.WriteAllText(folder["CMakeLists.txt"], $"cmake_minimum_required(VERSION 3.16)\nproject(x C)\nfind_package(mmadfer {wanted} REQUIRED)\n");
            (int code, _, string error) = Tool.Run(cmake, ["-S", folder.Path, "-B", folder["build"], "-DCMAKE_PREFIX_PATH=" + PublishedLibrary.Folder()]);
            Assert.AreEqual(fits, code == 0, $"{wanted}: {error}");
            Directory.Delete(folder["build"], recursive: true);
        }
    }

    [TestMethod]
    public void TheLibraryIsSmallAndNeedsNothing()
    {
        string library = Path.Combine(PublishedLibrary.Folder(), "lib", "libmmadfer.so");
        Assert.IsLessThan(12 * 1024 * 1024, new FileInfo(library).Length);
        string[] needed = [.. Regex.Matches(Tool.Succeed(Tool.Installed("readelf"), ["-d", library]), @"\(NEEDED\).*\[(.*)\]").Select(m => m.Groups[1].Value)];
        CollectionAssert.IsSubsetOf(needed, (string[])["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"]);
        StringAssert.Contains(Tool.Succeed(Tool.Installed("readelf"), ["-d", library]), "Library soname: [libmmadfer.so]");
    }

    /// <summary>ONNX Runtime is found beside the library, not only beside the program.</summary>
    [TestMethod]
    public void OnnxRuntimeBesideTheLibraryIsUsed()
    {
        string? runtime = RequiredEngines.OnnxRuntimeFolder();
        if (runtime is null)
            PublishedLibrary.Missing("ONNX Runtime is missing; packaging/onnxruntime fetches it.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["lib"]);
        Tool.Gcc(folder["engine"], Path.Combine(PublishedLibrary.Programs, "engine.c"));
        File.Copy(Path.Combine(PublishedLibrary.Folder(), "lib", "libmmadfer.so"), folder["lib", "libmmadfer.so"]);
        (string, string)[] environment = [("LD_LIBRARY_PATH", folder["lib"]), ("MMADFER_ONNXRUNTIME", "")];
        // The path that was linked in goes after the variable: it is the copy that is loaded.
        (int code, _, string error) = Tool.Run(folder["engine"], [Shipped.Model, "onnx-cpu", ""], environment);
        Assert.AreEqual(1, code);
        StringAssert.Contains(error, "put libonnxruntime.so beside");
        string given = Tool.Succeed(folder["engine"], [Shipped.Model, "onnx-cpu", runtime!], environment);
        foreach (string file in Directory.GetFiles(runtime!, "lib*"))
            File.CreateSymbolicLink(folder["lib", Path.GetFileName(file)], file);
        string beside = Tool.Succeed(folder["engine"], [Shipped.Model, "onnx-cpu", ""], environment);
        StringAssert.StartsWith(beside, "onnx-cpu: ");
        Assert.AreEqual(given, beside);
        string tried = Tool.Succeed(folder["engine"], [Shipped.Model, "onnx-cuda,cpu", ""], environment);
        StringAssert.Contains(tried, "onnx-cuda: Refused: ");
        StringAssert.Contains(tried, "cpu: InUse: ");
    }

    /// <summary>As ONNX Runtime: beside the library, whatever program has loaded it.</summary>
    [TestMethod]
    public void TheFaceModelBesideTheLibraryFollowsAFace()
    {
        string model = FaceModels.Default();
        (byte[] rgb, int width, int height) = FacePhotographs.Load("portrait");
        using var folder = new TemporaryFolder();
        folder.Write("portrait", rgb);
        folder.Write("nobody", Enumerable.Repeat((byte)90, rgb.Length).ToArray());
        Directory.CreateDirectory(folder["lib"]);
        Tool.Gcc(folder["follow"], Path.Combine(PublishedLibrary.Programs, "follow.c"));
        File.Copy(Path.Combine(PublishedLibrary.Folder(), "lib", "libmmadfer.so"), folder["lib", "libmmadfer.so"]);
        (int code, _, string error) = Follow("default", "portrait");
        Assert.AreEqual(1, code);
        StringAssert.Contains(error, folder["lib", "face.onnx"]);
        StringAssert.Contains(error, "MmaDfer.FaceModel");
        File.CreateSymbolicLink(folder["lib", "face.onnx"], model);
        Assert.AreEqual((0, "a face\n", ""), Follow("default", "portrait"));
        Assert.AreEqual((0, "no face\n", ""), Follow("default", "nobody"));
        Assert.AreEqual((0, "a face\n", ""), Follow(FacePhotographs.Cascade(FacePhotographs.Haar), "portrait"));

        (int, string, string) Follow(string faceModel, string picture) => Tool.Run(
            folder["follow"], [Shipped.Model, faceModel, folder[picture], $"{width}", $"{height}"], ("LD_LIBRARY_PATH", folder["lib"]));
    }

    [TestMethod]
    public void TheFaceModelIsBesideThePublishedLibrary()
    {
        CollectionAssert.AreEqual(
            File.ReadAllBytes(FaceModels.Default()), File.ReadAllBytes(Path.Combine(PublishedLibrary.Folder(), "lib", "face.onnx")));
        Assert.IsTrue(File.Exists(Path.Combine(PublishedLibrary.Folder(), "lib", "face.onnx.LICENSE.txt")));
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["CMakeLists.txt"], "cmake_minimum_required(VERSION 3.16)\nproject(x C)\nfind_package(mmadfer REQUIRED)\nfile(SIZE \"${mmadfer_FACE_MODEL}\" size)\nmessage(\"It has ${size} bytes.\")\n");
        (int code, _, string error) = Tool.Run(
            Tool.Installed("cmake"), ["-S", folder.Path, "-B", folder["build"], "-DCMAKE_PREFIX_PATH=" + PublishedLibrary.Folder()]);
        Assert.AreEqual((0, $"It has {new FileInfo(FaceModels.Default()).Length} bytes.\n"), (code, error));
    }

    private static string[] Sources() => [Path.Combine(s_samples, "C", "main.c"), Path.Combine(s_samples, "C", "clip.c")];

    /// <summary>What the sample in C prints.</summary>
    internal static float[] Probabilities(string output) =>
        [.. Regex.Matches(output, @"^  .* (\d\.\d+)$", RegexOptions.Multiline).Select(m => float.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
}
