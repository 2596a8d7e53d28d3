using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Onnx.Native;

namespace MmaDfer.Sdk.Tests.Engines.Onnx.Native;

[TestClass]
public sealed class OrtLibraryFinderTests
{
    private static string LibraryName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void WithoutARuntimeTheErrorNamesEveryPlaceInOneSentence()
    {
        string application = _folder["application"], variable = _folder["elsewhere"];
        string message = Refusal(null, application, variable);
        Assert.DoesNotContain('\n', message);
        StringAssert.StartsWith(message, "The engine 'onnx-cpu' needs ONNX Runtime 1.17 or later");
        foreach (string place in (string[])[application, Path.Combine(application, "runtimes"), variable, "MMADFER_ONNXRUNTIME"])
            StringAssert.Contains(message, place);
        StringAssert.Contains(message, "no such file");
    }

    [TestMethod]
    public void AGivenPathIsTheOnlyOneTried()
    {
        string message = Refusal(_folder["given"], _folder["application"], _folder["elsewhere"]);
        StringAssert.Contains(message, _folder["given"]);
        Assert.DoesNotContain(_folder["application"], message);
        Assert.DoesNotContain(_folder["elsewhere"], message);
    }

    [TestMethod]
    public void ARelativePathIsRefused() =>
        StringAssert.Contains(Refusal(LibraryName, _folder.Path, null), $"{LibraryName}: not an absolute path");

    [TestMethod]
    public void TheSystemsOwnCopyIsNotUsed()
    {
        File.WriteAllBytes(_folder[LibraryName], [1]);
        StringAssert.Contains(
            Refusal(_folder[LibraryName], _folder["a"], null, system: _folder.Path), "the system's own copy is not used");
    }

    [TestMethod]
    public void AFileThatIsNotALibraryIsReportedWithoutACrash()
    {
        File.WriteAllBytes(_folder[LibraryName], [.. Enumerable.Range(0, 200).Select(i => (byte)i)]);
        string message = Refusal(null, _folder.Path, null);
        StringAssert.Contains(message, _folder[LibraryName]);
        Assert.DoesNotContain($"{_folder[LibraryName]}: no such file", message);
        Assert.DoesNotContain('\n', message);
    }

    [TestMethod]
    public void AnotherLibraryIsNotMistakenForOnnxRuntime()
    {
        // Some library that every process of this kind has loaded already.
        string path = OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "kernel32.dll")
            : Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), OperatingSystem.IsMacOS() ? "libcoreclr.dylib" : "libcoreclr.so");
        StringAssert.Contains(Refusal(path, _folder.Path, null), "it is not ONNX Runtime (it lacks OrtGetApiBase)");
    }

    // Windows lets few make links, and a copy could not be deleted while it is loaded.
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void TheApplicationsOwnRuntimeIsFound()
    {
        var engine = (OnnxEngine)RequiredEngines.Create(EngineNames.OnnxCpu);
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string processor = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        string native = _folder[$"runtimes/{system}-{processor}/native"];
        Directory.CreateDirectory(native);
        File.CreateSymbolicLink(Path.Combine(native, LibraryName), engine.FindLibrary().Path);
        OrtLibrary library = OrtLibraryFinder.Find("onnx-cpu", null, _folder.Path, _folder["elsewhere"], "");
        Assert.AreEqual(Path.Combine(native, LibraryName), library.Path);
        Assert.IsTrue(library.Number >= new Version(1, 17), library.Version);
        CollectionAssert.Contains(library.Providers.ToList(), "CPUExecutionProvider");
        // The same path gives the same library: a process may hold only one environment of it.
        Assert.AreSame(library, OrtLibraryFinder.Find("webgpu", null, _folder.Path, null, ""));
    }

    /// <summary>Where .NET's host unpacks the native libraries of a program in one file.</summary>
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void ARuntimeThatTheHostUnpackedIsFound()
    {
        var engine = (OnnxEngine)RequiredEngines.Create(EngineNames.OnnxCpu);
        Directory.CreateDirectory(_folder["unpacked"]);
        Directory.CreateDirectory(_folder["application"]);
        string link = _folder["unpacked", LibraryName];
        File.CreateSymbolicLink(link, engine.FindLibrary().Path);
        OrtLibrary library = OrtLibraryFinder.Find("onnx-cpu", null, _folder["application"], null, "", _folder["without"], _folder["unpacked"]);
        Assert.AreEqual(link, library.Path);
        string refusal = Assert.ThrowsExactly<EngineException>(
            () => OrtLibraryFinder.Find("onnx-cpu", null, _folder["application"], null, "", _folder["without"])).Message;
        Assert.DoesNotContain(_folder["without"], refusal);
    }

    private static string Refusal(string? path, string application, string? variable, string system = "") =>
        Assert.ThrowsExactly<EngineException>(() => OrtLibraryFinder.Find("onnx-cpu", path, application, variable, system)).Message;
}
