using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Native.Tests.Published;

/// <summary>What packaging/native says where it cannot make a library.</summary>
[TestClass]
public sealed class ScriptTests
{
    [TestMethod]
    [DataRow("win-arm64", "cannot be made on linux-", "run packaging/native on Windows")]
    [DataRow("osx-arm64", "cannot be made on linux-", "run packaging/native on macOS")]
    [DataRow("osx-x64", "cannot be made on linux-", "run packaging/native on macOS")]
    [DataRow("amiga", "there is no library for 'amiga'", "linux-x64")]
    public void OtherSystemsAreOneSentence(string rid, string problem, string remedy)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("SKIPPED: the sentences for Linux are looked at on Linux.");
        (int code, string output, string error) = Tool.Run(Path.Combine(PublishedLibrary.Root, "packaging", "native"), [rid]);
        Assert.AreEqual((1, ""), (code, output));
        StringAssert.Contains(error, problem);
        StringAssert.Contains(error, remedy);
        Assert.HasCount(1, error.Trim().Split('\n'));
    }

    [TestMethod]
    public void WithoutALinkerForAnotherProcessorItNamesThePackageToInstall()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("SKIPPED: the sentences for Linux are looked at on Linux.");
        using var tools = new TemporaryFolder();
        foreach (string tool in (string[])["bash", "dirname", "uname"])
            File.CreateSymbolicLink(tools[tool], RequiredTools.Program(tool, PublishedLibrary.RequiredBy));
        (int code, string output, string error) = Tool.Run(Path.Combine(PublishedLibrary.Root, "packaging", "native"), ["win-x64"], ("PATH", tools.Path));
        Assert.AreEqual((1, ""), (code, output));
        StringAssert.Contains(error, "clang++ is not installed (Debian: clang, lld, llvm)");
        string other = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-x64" : "linux-arm64";
        (code, output, error) = Tool.Run(Path.Combine(PublishedLibrary.Root, "packaging", "native"), [other], ("PATH", tools.Path));
        Assert.AreEqual((1, ""), (code, output));
        StringAssert.Contains(error, "clang is not installed (Debian: clang, gcc-");
        Assert.HasCount(1, error.Trim().Split('\n'));
    }
}
