using System.Diagnostics;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>Looks for programs that a test left behind.</summary>
internal static class Processes
{
    /// <summary>No program whose command line contains the text is running, or none is after a moment.</summary>
    public static void AssertNoneWith(string text)
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (int i = 0; i < 50; i++)
        {
            if (!Running(text).Any())
                return;
            Thread.Sleep(100);
        }
        Assert.Fail($"still running: {string.Join("; ", Running(text))}");
    }

    /// <summary>No child of this program waits to be reaped.</summary>
    public static void AssertNoZombies()
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (int i = 0; i < 50; i++)
        {
            if (!Zombies().Any())
                return;
            Thread.Sleep(100);
        }
        Assert.Fail($"zombies: {string.Join("; ", Zombies())}");
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
