using System.Text.RegularExpressions;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>The workflows of GitHub, as far as they can be looked at without it.</summary>
[TestClass]
public sealed class WorkflowTests
{
    /// <summary>Actions whose present hash could not be looked up.</summary>
    private static readonly string[] s_byVersion = ["NuGet/login@v1"];

    public static IEnumerable<object[]> Workflows =>
        Directory.GetFiles(Path.Combine(PublishedLibrary.Root, ".github", "workflows"), "*.yml").Select(f => new object[] { Path.GetFileName(f) });

    [TestMethod]
    [DynamicData(nameof(Workflows))]
    public void ActionsOfOthersArePinned(string workflow)
    {
        string[] actions = [.. Regex.Matches(Text(workflow), @"uses: (\S+)").Select(m => m.Groups[1].Value)];
        Assert.IsGreaterThan(1, actions.Length);
        foreach (string action in actions)
            Assert.IsTrue(Regex.IsMatch(action, "^[^@]+@[0-9a-f]{40}$") || s_byVersion.Contains(action), action);
    }

    /// <summary>They call the scripts that everybody can run.</summary>
    [TestMethod]
    [DynamicData(nameof(Workflows))]
    public void ScriptsThatAreCalledExist(string workflow)
    {
        string[] scripts = [.. Regex.Matches(Text(workflow), @"(?<![\w/])(packaging/[\w-]+|\.ci/run)").Select(m => m.Groups[1].Value).Distinct()];
        Assert.IsGreaterThan(0, scripts.Length);
        foreach (string script in scripts)
        {
            string path = Path.Combine(PublishedLibrary.Root, script);
            Assert.IsTrue(File.Exists(path), script);
            if (!OperatingSystem.IsWindows())
                Assert.IsTrue(File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute), script);
        }
    }

    /// <summary>Names of tags and branches are what others wrote: in a command they would be code.</summary>
    [TestMethod]
    [DynamicData(nameof(Workflows))]
    public void CommandsContainNoExpressions(string workflow)
    {
        bool isCommand = false;
        int depth = 0;
        foreach (string line in Text(workflow).Split('\n'))
        {
            int indent = line.Length - line.TrimStart().Length;
            if (isCommand && line.Trim().Length > 0 && indent <= depth)
                isCommand = false;
            Match run = Regex.Match(line, @"^(\s*(?:- )?)run:(.*)$");
            if (run.Success)
                (isCommand, depth) = (true, run.Groups[1].Length);
            Assert.IsFalse(isCommand && line.Contains("${{", StringComparison.Ordinal), line);
        }
    }

    private static string Text(string workflow) => File.ReadAllText(Path.Combine(PublishedLibrary.Root, ".github", "workflows", workflow));
}
