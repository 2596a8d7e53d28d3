using System.Diagnostics;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>Looks for programs that a test left behind.</summary>
internal static class Processes
{
    /// <summary>No program whose command line contains the text is running, or none is soon.</summary>
    public static void AssertNoneWith(string text)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string[] running = [];
        Wait.Until(() => (running = [.. Running(text)]).Length == 0, () => $"Still running: {string.Join("; ", running)}");
    }

    /// <summary>No child of this program waits to be reaped.</summary>
    public static void AssertNoZombies()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string[] zombies = [];
        Wait.Until(() => (zombies = [.. Zombies()]).Length == 0, () => $"Zombies: {string.Join("; ", zombies)}");
    }

    private static IEnumerable<string> Running(string text) =>
        from process in Process.GetProcesses()
        let line = Read($"/proc/{process.Id}/cmdline").Replace('\0', ' ')
        where line.Contains(text, StringComparison.Ordinal)
        select line;

    private static IEnumerable<string> Zombies() =>
        from process in Process.GetProcesses()
        let stat = Read($"/proc/{process.Id}/stat")
        where stat.Contains($") Z {Environment.ProcessId} ", StringComparison.Ordinal)
        select stat;

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
