using System.IO;
using UnrealBuildTool;

public class mmadfer : ModuleRules
{
    public mmadfer(ReadOnlyTargetRules Target) : base(Target)
    {
        Type = ModuleType.External;
        PublicSystemIncludePaths.Add(Path.Combine(ModuleDirectory, "include"));
        string lib = Path.Combine(ModuleDirectory, "lib");
        if (Target.Platform == UnrealTargetPlatform.Win64)
        {
            PublicAdditionalLibraries.Add(Path.Combine(lib, "mmadfer.lib"));
            RuntimeDependencies.Add("$(BinaryOutputDir)/mmadfer.dll", Path.Combine(lib, "mmadfer.dll"));
        }
        else
        {
            string library = Path.Combine(lib, Target.Platform == UnrealTargetPlatform.Mac ? "libmmadfer.dylib" : "libmmadfer.so");
            PublicAdditionalLibraries.Add(library);
            RuntimeDependencies.Add("$(BinaryOutputDir)/" + Path.GetFileName(library), library);
        }
        RuntimeDependencies.Add("$(BinaryOutputDir)/face.onnx", Path.Combine(lib, "face.onnx"));    // if the game finds faces
    }
}
