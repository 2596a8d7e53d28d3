using System.Diagnostics;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Runs what was published for Windows under Wine, in a Windows of its own that goes with it. Where it or Wine is missing
/// tests are skipped, loudly; with MMADFER_REQUIRE_WINE=1 that is a failure.
/// </summary>
public sealed class Wine : IDisposable
{
    /// <summary>The only Vulkan driver of Debian's that Wine's Direct3D 12 works with where there is no GPU.</summary>
    private const string SoftwareVulkan = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";

    private const string NoDebugger = "winedbg.exe=d";

    private const int LimitMs = 300_000;

    private readonly string _artifacts;
    private readonly string _prefix = Directory.CreateTempSubdirectory("mmadfer-wine-").FullName;

    /// <summary>Makes a clean Windows.</summary>
    /// <param name="published">The folder below artifacts that the programs come from.</param>
    /// <param name="madeBy">The script that makes it.</param>
    public Wine(string published, string madeBy)
    {
        _artifacts = Artifacts(published, madeBy);
        // A clean Windows is made once, and with a display: without one that takes many times as long.
        WineRun made = Run(["wineboot", "-i"], _prefix, WineDisplay.WithDirectX12, []);
        Assert.AreEqual(0, made.Code, made.Output + made.Error);
    }

    /// <summary>Runs one of the published programs.</summary>
    /// <param name="program">Its path, whole or below artifacts/windows. It runs in its own folder.</param>
    /// <param name="arguments">As the program takes them.</param>
    /// <param name="display">What it finds there.</param>
    /// <param name="onnxRuntime">Folder of ONNX Runtime for Windows; null for the whole one.</param>
    /// <param name="without">A Windows library to hide, without its extension; null for none.</param>
    public WineRun Run(string program, string[] arguments, WineDisplay display, string? onnxRuntime = null, string? without = null) =>
        Run(["wine", Path.Combine(_artifacts, "windows", program), .. arguments], Path.GetDirectoryName(Path.Combine(_artifacts, "windows", program))!, display, new()
        {
            ["MMADFER_ONNXRUNTIME"] = PathOf(onnxRuntime ?? OnnxRuntime),
            ["MMADFER_GOLDENS"] = PathOf(Goldens.Root),
            ["MMADFER_REQUIRE_ENGINES"] = "onnx-cpu",
            // A crash ends the program instead of waiting for somebody in a debugger.
            ["WINEDLLOVERRIDES"] = without is null ? NoDebugger : $"{NoDebugger};{without}=d",
        });

    /// <summary>Where ONNX Runtime for Windows with DirectML is.</summary>
    public string OnnxRuntime => Path.Combine(_artifacts, "onnxruntime-gpu-win32-x64");

    /// <summary>Where the ONNX Runtime for Windows that most people have is.</summary>
    public string PlainOnnxRuntime => Path.Combine(_artifacts, "onnxruntime-win32-x64");

    /// <summary>A path as programs under Wine know it.</summary>
    public static string PathOf(string path) => $"Z:{path.Replace('/', '\\')}";

    public void Dispose()
    {
        using Process end = Process.Start(Start("wineserver", ["-k"]))!;
        end.WaitForExit();
        Directory.Delete(_prefix, recursive: true);
    }

    private WineRun Run(string[] command, string folder, WineDisplay display, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = display == WineDisplay.None ? Start(command[0], command[1..]) : Start("xvfb-run", ["-a", .. command]);
        start.WorkingDirectory = folder;
        start.Environment.Remove("DISPLAY");
        start.Environment["VK_DRIVER_FILES"] = display == WineDisplay.WithDirectX12 ? SoftwareVulkan : "/none";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(LimitMs) || !Task.WaitAll([output, error], LimitMs))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', command)} did not end within {LimitMs / 1000} s.");
        }
        return new WineRun(process.ExitCode, output.Result, error.Result);
    }

    private ProcessStartInfo Start(string program, string[] arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["WINEPREFIX"] = _prefix,
            // Paths of other than ASCII letters.
            ["LC_ALL"] = "C.UTF-8",
            ["WINEDEBUG"] = "-all",
            // .NET maps the code it makes twice, which Wine 8 does not stand: it crashes when that code is freed.
            ["DOTNET_EnableWriteXorExecute"] = "0",
        },
    };

    private static string Artifacts(string published, string madeBy)
    {
        string[] programs = ["wine", "wineserver", "xvfb-run", "xauth"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string? missing = programs.FirstOrDefault(p => !folders.Any(f => File.Exists(Path.Combine(f, p))))
            ?? (File.Exists(SoftwareVulkan) ? null : SoftwareVulkan);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null && missing is null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "artifacts");
            if (Directory.Exists(Path.Combine(candidate, published)))
                return candidate;
        }
        return RequiredTools.Missing(
            "MMADFER_REQUIRE_WINE",
            $"no {missing ?? Path.Combine("artifacts", published)}; the Windows build is tested where {madeBy} made it and wine, xvfb, xauth and mesa-vulkan-drivers are installed.");
    }
}

/// <summary>What a program under Wine left.</summary>
public sealed record WineRun(int Code, string Output, string Error);
