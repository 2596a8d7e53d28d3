using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Cli.Doctor;

/// <summary>The result of <c>mmadfer doctor</c>.</summary>
internal sealed record MachineReport
{
    /// <summary>All engines of this build.</summary>
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

    /// <summary>Those that it uses for linear layers in 8 bit.</summary>
    public string Instructions8Bit { get; } = ByteKernel.Best.Name;

    /// <summary>Memory available to this process, in bytes: the machine's, or a container's limit.</summary>
    public long Memory { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public static MachineReport Create(IReadOnlyList<EngineReport> engines) => new()
    {
        Engines = engines,
        Ffmpeg = InstalledFfmpeg.Find(),
        OnnxRuntime = FoundRuntime.Find(),
        Version = typeof(Engine).Assembly.GetName().Version!.ToString(3),
        Instructions = CpuEngine.InstructionSet,
    };
}

/// <summary>The ONNX Runtime that engines would use.</summary>
/// <param name="Path">Absolute path; null if none was found.</param>
/// <param name="Version">Its version.</param>
/// <param name="Providers">Execution providers built into it; they need not work here.</param>
/// <param name="Problem">The places searched and why that failed; null if it was found.</param>
internal sealed record FoundRuntime(string? Path, string? Version, IReadOnlyList<string> Providers, string? Problem)
{
    public static FoundRuntime Find()
    {
        try
        {
            NativeLibraryInfo library = new OnnxEngine().FindLibrary();
            return new FoundRuntime(library.Path, library.Version, library.Providers, null);
        }
        catch (EngineException exception)
        {
            return new FoundRuntime(null, null, [], exception.Message);
        }
    }
}

/// <summary>The ffmpeg that would read media files.</summary>
/// <param name="Path">Absolute path; null if there is none.</param>
/// <param name="Version">The version it reports; null if it reports none.</param>
/// <param name="Problem">Why it cannot be used; null if it can.</param>
internal sealed record InstalledFfmpeg(string? Path, string? Version, string? Problem)
{
    private const int LimitMs = 10_000;

    public static InstalledFfmpeg Find()
    {
        string? path = null;
        try
        {
            path = FfmpegProgram.Find("Reading videos, images and compressed audio");
            using Process process = Process.Start(new ProcessStartInfo(path, ["-version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string?> line = process.StandardOutput.ReadLineAsync();
            if (!line.Wait(LimitMs))
            {
                process.Kill();
                return new InstalledFfmpeg(path, null, $"it did not answer within {LimitMs / 1000} s.");
            }
            return line.Result is { } text && text.StartsWith("ffmpeg version ", StringComparison.Ordinal)
                ? new InstalledFfmpeg(path, text.Split(' ')[2], null)
                : new InstalledFfmpeg(path, null, "it is not ffmpeg.");
        }
        catch (Exception exception) when (exception is MediaException or Win32Exception or IOException or AggregateException)
        {
            return new InstalledFfmpeg(path, null, exception.Message);
        }
    }
}
