using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Doctor;

/// <summary>What <c>mmadfer doctor</c> found.</summary>
internal sealed record MachineReport
{
    /// <summary>Each engine that this build has.</summary>
    public required IReadOnlyList<EngineReport> Engines { get; init; }

    public required InstalledFfmpeg Ffmpeg { get; init; }

    public required FoundRuntime OnnxRuntime { get; init; }

    /// <summary>Version of the SDK.</summary>
    public required string Version { get; init; }

    public string System { get; } = RuntimeInformation.OSDescription;

    public string Runtime { get; } = RuntimeInformation.FrameworkDescription;

    public string Architecture { get; } = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    public int Processors { get; } = Environment.ProcessorCount;

    /// <summary>The widest vectors that the Cpu engine uses here.</summary>
    public required string Instructions { get; init; }

    /// <summary>Memory that this process may use, in bytes: the machine's, or a container's limit.</summary>
    public long Memory { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public static MachineReport Of(IReadOnlyList<EngineReport> engines) => new()
    {
        Engines = engines,
        Ffmpeg = InstalledFfmpeg.Find(),
        OnnxRuntime = FoundRuntime.Find(),
        Version = typeof(Engine).Assembly.GetName().Version!.ToString(3),
        Instructions = CpuEngine.InstructionSet,
    };
}
