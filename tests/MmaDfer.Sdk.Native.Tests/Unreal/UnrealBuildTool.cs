namespace UnrealBuildTool;

/// <summary>As much of Unreal's build tool as docs/cpp.md uses, so that what it shows is compiled.</summary>
public class ModuleRules(ReadOnlyTargetRules target)
{
    public enum ModuleType
    {
        External,
    }

    public ReadOnlyTargetRules Target => target;

    public ModuleType Type { get; set; }

    public string ModuleDirectory => "/module";

    public List<string> PublicSystemIncludePaths { get; } = [];

    public List<string> PublicAdditionalLibraries { get; } = [];

    public Dependencies RuntimeDependencies { get; } = new();

    public sealed class Dependencies : Dictionary<string, string>;
}

public enum UnrealTargetPlatform
{
    Win64,
    Mac,
    Linux,
}

public sealed class ReadOnlyTargetRules(UnrealTargetPlatform platform)
{
    public UnrealTargetPlatform Platform => platform;
}
