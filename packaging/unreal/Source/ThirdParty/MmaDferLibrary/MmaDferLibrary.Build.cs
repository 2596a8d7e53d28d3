using System.IO;
using UnrealBuildTool;

// The C library: its header, and its files beside the game. MmaDferModule loads it; nothing is linked, so no toolchain has to understand it.
public class MmaDferLibrary : ModuleRules
{
    public MmaDferLibrary(ReadOnlyTargetRules Target) : base(Target)
    {
        Type = ModuleType.External;
        PublicSystemIncludePaths.Add(Path.Combine(ModuleDirectory, "include"));
        string folder = "$(PluginDir)/Binaries/ThirdParty/MmaDferLibrary/" + (Target.Platform == UnrealTargetPlatform.Win64 ? "Win64/" : "Linux/");
        RuntimeDependencies.Add(folder + (Target.Platform == UnrealTargetPlatform.Win64 ? "mmadfer.dll" : "libmmadfer.so"));
        // "default" is the face model beside the library.
        RuntimeDependencies.Add(folder + "face.onnx");
        RuntimeDependencies.Add(folder + "face.onnx.LICENSE.txt");
    }
}
