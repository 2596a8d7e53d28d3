using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests.Published;

/// <summary>
/// The library for 64-bit Arm, as small computers of robots have it, run by an emulator. Where it was not made, or a tool is missing,
/// skipped, loudly; with MMADFER_REQUIRE_ARM=1 that is a failure.
/// </summary>
[TestClass]
public sealed class ArmTests
{
    private const string RequiredBy = "MMADFER_REQUIRE_ARM", Triple = "aarch64-linux-gnu";

    [TestMethod]
    public void TheSampleInCGivesTheSameAsCSharpHere()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Inconclusive("SKIPPED: Arm is emulated on x64 with Linux.");
        string library = Path.Combine(PublishedLibrary.Root, "artifacts", "native", "linux-arm64");
        if (!Directory.Exists(library))
            RequiredTools.Missing(RequiredBy, $"there is no {library}; packaging/native linux-arm64 makes it.");
        string gcc = RequiredTools.Program(Triple + "-gcc", RequiredBy), qemu = RequiredTools.Program("qemu-aarch64", RequiredBy);
        using var folder = new TemporaryFolder();
        string sample = Path.Combine(PublishedLibrary.Root, "samples", "C"), lib = Path.Combine(library, "lib");
        Tool.Succeed(gcc,
        [
            .. Tool.Strict, "-std=c99", "-I", Path.Combine(library, "include"), Path.Combine(sample, "main.c"), Path.Combine(sample, "clip.c"),
            "-o", folder["recognise"], "-L", lib, "-lmmadfer", "-lm", "-Wl,-rpath," + lib,
        ]);
        string output = Tool.Succeed(qemu, ["-L", "/usr/" + Triple, folder["recognise"], Shipped.Model, Shipped.Face("fear"), Shipped.Voice("fear")]);
        StringAssert.StartsWith(output, "fear ");
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Shipped.Model);
        using IFrameSource frames = FrameSource.Open(Shipped.Face("fear"));
        using IAudioSource audio = AudioSource.Open(Shipped.Voice("fear"));
        Closeness.Assert(recognizer.Recognize(frames, audio).Probabilities, ProgramTests.Probabilities(output), 1e-5, "fear");
    }
}
