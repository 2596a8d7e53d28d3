using UnrealBuildTool;

// Not "MmaDfer": Unreal would define MMADFER_API for it, which is a name of mmadfer.h.
public class MmaDferUnreal : ModuleRules
{
    public MmaDferUnreal(ReadOnlyTargetRules Target) : base(Target)
    {
        PCHUsage = PCHUsageMode.UseExplicitOrSharedPCHs;
        PublicDependencyModuleNames.AddRange(new string[] { "Core", "CoreUObject", "Engine", "AudioCaptureCore", "MmaDferLibrary" });
        PrivateDependencyModuleNames.AddRange(new string[] { "Projects", "RHI", "RenderCore" });
    }
}
