namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// A folder of reference data beside the repository, <c>../shared/NAME</c>, or where MMADFER_NAME says. Tests that need it are
/// skipped, loudly, where it is missing; with MMADFER_REQUIRE_NAME=1 a missing folder is a failure.
/// </summary>
internal static class SharedFolder
{
    /// <summary>Where the folder is; null if it is missing.</summary>
    public static string? Find(string name)
    {
        if (Environment.GetEnvironmentVariable(Variable("MMADFER_", name)) is { Length: > 0 } given)
            return Directory.Exists(given) ? given : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", name);
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }

    /// <summary>The folder found; ends the test as inconclusive where it is missing.</summary>
    public static string Require(string name, string? found)
    {
        if (found is not null)
            return found;
        string why = $"SKIPPED: no folder ../shared/{name} found beside the repository; set {Variable("MMADFER_", name)} to the folder.";
        Console.Error.WriteLine(why);
        if (Environment.GetEnvironmentVariable(Variable("MMADFER_REQUIRE_", name)) == "1")
            Assert.Fail(why);
        Assert.Inconclusive(why);
        return "";
    }

    private static string Variable(string prefix, string name) => prefix + name.ToUpperInvariant();
}
