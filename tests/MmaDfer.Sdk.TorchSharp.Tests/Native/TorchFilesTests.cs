using System.Reflection;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.TorchSharp.Native;
using MmaDfer.Sdk.TorchSharp.Running;

namespace MmaDfer.Sdk.TorchSharp.Tests.Native;

[TestClass]
public sealed class TorchFilesTests
{
    private readonly TemporaryFolder _folder = new();

    private string LibTorch => TorchFiles.FileName("torch_cpu");

    private string Binding => TorchFiles.FileName("LibTorchSharp");

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void TheVersionsInMessagesAreThoseOfThePackages()
    {
        Assert.AreEqual(new Version(TorchFiles.TorchSharpVersion), new Version(typeof(global::TorchSharp.torch).Assembly.GetName().Version!.ToString(3)));
        Type constants = typeof(global::TorchSharp.torch);
        string libTorch = (string)constants.GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        Assert.AreEqual($"{TorchFiles.LibTorchVersion}.0", libTorch);
    }

    [TestMethod]
    public void TheGivenFolderIsUsedFirstAndTheBindingOfTheApplication()
    {
        Write("app", Binding);
        Write("given", LibTorch);
        TorchFiles files = TorchFiles.Find("torch-cpu", _folder["given"], _folder["app"], "");
        Assert.AreEqual(_folder["given"], files.Folder);
        Assert.AreEqual(_folder["app", Binding], files.Binding);
        Assert.IsFalse(files.HasCuda);
        Write("given", Binding);
        Write("given", TorchFiles.FileName("torch_cuda"));
        files = TorchFiles.Find("torch-cpu", _folder["given"], _folder["app"], "");
        Assert.AreEqual(_folder["given", Binding], files.Binding);
        Assert.IsTrue(files.HasCuda);
    }

    /// <summary>Published self-contained, .NET lies in the application's folder, where TorchSharp's library is too.</summary>
    [TestMethod]
    public void TheFolderOfASelfContainedApplicationIsSearched()
    {
        Write("given", LibTorch);
        string own = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        EngineException missing = Assert.ThrowsExactly<EngineException>(() => TorchFiles.Find("torch-cpu", _folder["given"], own, ""));
        StringAssert.Contains(missing.Message, $"{_folder["given"]}, {own}, ");
        Assert.DoesNotContain(own + ",", Assert.ThrowsExactly<EngineException>(() => TorchFiles.Find("torch-cpu", _folder["given"], _folder["app"], own)).Message);
    }

    [TestMethod]
    public void LibTorchIsFoundBesideTheApplicationAndInItsPackages()
    {
        string native = Path.Combine("app", "runtimes", PortableSystem.Identifier, "native");
        Write("package", LibTorch);
        Write("other", Binding);
        string packages = string.Join(Path.PathSeparator, _folder["package"], _folder["other"] + Path.DirectorySeparatorChar);
        Assert.AreEqual(_folder["package"], TorchFiles.Find("torch-cpu", null, _folder["app"], packages).Folder);
        Write(native, LibTorch);
        Write(native, Binding);
        TorchFiles files = TorchFiles.Find("torch-cpu", null, _folder["app"], packages);
        Assert.AreEqual(_folder[native], files.Folder);
        Assert.AreEqual(_folder[native, Binding], files.Binding);
    }

    [TestMethod]
    public void MissingFilesAreReportedInOneSentenceWithTheRemedy()
    {
        Directory.CreateDirectory(_folder["app"]);
        string none = Error(null, "");
        StringAssert.Contains(none, $"needs libtorch {TorchFiles.LibTorchVersion}, and none was found ({LibTorch} is not in {_folder["app"]}, ");
        StringAssert.Contains(none, "add the package TorchSharp-cuda-windows, TorchSharp-cuda-linux or TorchSharp-cpu");
        StringAssert.Contains(none, "set MMADFER_LIBTORCH");
        Write("given", LibTorch);
        StringAssert.Contains(Error(_folder["given"], ""), $"needs {Binding} of TorchSharp {TorchFiles.TorchSharpVersion}, which is not in {_folder["given"]}, {_folder["app"]}");
        StringAssert.Contains(Error("relative", ""), "needs the absolute path of libtorch's folder, and 'relative' is not one");
    }

    [TestMethod]
    public void AFileThatIsNotALibraryIsReportedInOneSentence()
    {
        Write("app", Binding);
        string problem = NativeLoader.TryLoad(_folder["app", Binding])!;
        Assert.DoesNotContain('\n', problem);
        StringAssert.EndsWith(problem, ".");
    }

    [TestMethod]
    public void ReasonsOfLibTorchAreOneLineWithoutItsSource()
    {
        var engine = new TorchEngine(new() { Precision = Precision.Float16 });
        var memory = TorchFault.Of(engine, new ExternalException("CUDA out of memory. Tried to allocate 2.00 GiB.\nException raised from malloc at c10/x.cpp:1 (most recent call first):\nframe #0"));
        Assert.IsTrue(memory.IsOutOfMemory);
        Assert.AreEqual("The GPU 0 has too little free memory for the engine 'torch-cuda' (CUDA out of memory. Tried to allocate 2.00 GiB): use float16 or smaller batches, or close other programs that use it.", memory.Message);
        var other = TorchFault.Of(engine, new ExternalException($"{new string('x', 500)}\nmore"));
        Assert.IsFalse(other.IsOutOfMemory);
        Assert.IsTrue(other.Message.Length < 400 && !other.Message.Contains('\n'), other.Message);
        Assert.IsFalse(TorchFault.Is(new ModelFileException("ours")));
        Assert.IsFalse(TorchFault.Is(new InvalidOperationException("anybody's")));
    }

    private string Error(string? given, string packages) =>
        Assert.ThrowsExactly<EngineException>(() => TorchFiles.Find("torch-cpu", given, _folder["app"], packages)).Message;

    private void Write(string folder, string name)
    {
        Directory.CreateDirectory(_folder[folder]);
        File.WriteAllText(_folder[folder, name], "no library");
    }
}
