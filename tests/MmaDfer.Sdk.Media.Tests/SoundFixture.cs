using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Media.Tests;

/// <summary>
/// The sound of these tests: OpenAL on a PulseAudio of their own, for all of them, as OpenAL keeps for a process what it connected to.
/// Where OpenAL is not installed the tests are skipped, loudly; with MMADFER_REQUIRE_OPENAL=1 that is a failure.
/// </summary>
[TestClass]
public static partial class SoundFixture
{
    private static readonly Lazy<PulseServer> Server = new(Start);

    internal static PulseServer Required()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libopenal.so.1", out _))
        {
            const string why = "SKIPPED: OpenAL is not installed (Debian: libopenal1), or this is not Linux.";
            Console.Error.WriteLine(why);
            if (Environment.GetEnvironmentVariable("MMADFER_REQUIRE_OPENAL") == "1")
                Assert.Fail(why);
            Assert.Inconclusive(why);
        }
        return Server.Value;
    }

    [AssemblyCleanup]
    public static void Stop()
    {
        if (Server.IsValueCreated)
            Server.Value.Dispose();
    }

    private static PulseServer Start()
    {
        var server = new PulseServer();
        // .NET's own way does not reach native libraries.
        SetVariable("ALSOFT_DRIVERS", "pulse", 1);
        SetVariable("PULSE_SERVER", server.Address, 1);
        return server;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
