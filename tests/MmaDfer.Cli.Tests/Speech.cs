using System.ComponentModel;
using System.Diagnostics;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests;

/// <summary>
/// Spoken sentences, by the installed program espeak-ng; where it is missing the test is skipped, loudly; with MMADFER_REQUIRE_ESPEAK=1
/// that is a failure.
/// </summary>
internal static class Speech
{
    /// <summary>Writes a WAV file and gives its path.</summary>
    public static string Speak(TemporaryFolder folder, string sentence)
    {
        string path = folder["speech.wav"];
        try
        {
            using Process process = Process.Start("espeak-ng", ["-w", path, sentence]);
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode);
        }
        catch (Win32Exception)
        {
            RequiredTools.Missing("MMADFER_REQUIRE_ESPEAK", "espeak-ng is not installed; install it to hear a film with speech recognised.");
        }
        return path;
    }
}
