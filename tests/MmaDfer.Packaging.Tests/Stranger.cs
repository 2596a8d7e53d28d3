using System.IO.Compression;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>Somebody with an empty folder, the .NET SDK and the packages, and nothing of this repository; gone on dispose.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly (string, string)[] _environment;

    /// <param name="otherSources">Whether packages of others can be had too, from the sources and the cache of this machine.</param>
    public Stranger(bool otherSources = false)
    {
        // A cache of its own: that of the machine may hold another build of the same version.
        _environment = [("NUGET_PACKAGES", _folder["cache"]), ("DOTNET_NOLOGO", "1"), ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_BUNDLE_EXTRACT_BASE_DIR", _folder["unpacked"])];
        string fallback = otherSources ? $"<fallbackPackageFolders><add key=\"machine\" value=\"{MachineCache}\" /></fallbackPackageFolders>" : "";
        File.WriteAllText(_folder["nuget.config"], $"""
            <configuration>
              <packageSources>
                {(otherSources ? "" : "<clear />")}
                <add key="packed" value="{Packages.Folder()}" />
                <add key="standins" value="{Directory.CreateDirectory(_folder["standins"]).FullName}" />
              </packageSources>
              {fallback}
            </configuration>
            """);
    }

    private static string MachineCache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public string this[params string[] parts] => _folder[parts];

    /// <summary>Offers an empty package in place of one that no source here has, or that is too large.</summary>
    public void StandIn(string id, string version)
    {
        using ZipArchive package = ZipFile.Open(_folder["standins", $"{id}.{version}.nupkg"], ZipArchiveMode.Create);
        using var writer = new StreamWriter(package.CreateEntry(id + ".nuspec").Open());
        writer.Write($"<package><metadata><id>{id}</id><version>{version}</version><authors>a test</authors><description>Nothing.</description></metadata></package>");
    }

    /// <summary>A console project that recognises the clip of its arguments with the demo model.</summary>
    /// <param name="properties">More of its properties.</param>
    /// <param name="package">The package that brings the SDK.</param>
    /// <param name="options">How the model is loaded.</param>
    /// <param name="before">Statements before that.</param>
    /// <param name="after">Statements after that.</param>
    /// <param name="reference">One more reference.</param>
    public string ConsoleProject(string properties = "", string package = "MmaDfer.Sdk", string options = "null", string before = "", string after = "", string reference = "")
    {
        string project = _folder["app", "app.csproj"];
        Directory.CreateDirectory(_folder["app"]);
        File.WriteAllText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{Packages.Version(package)}" />
                <PackageReference Include="MmaDfer.DemoModel" Version="{Packages.Version("MmaDfer.DemoModel")}" />
                {reference}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(_folder["app", "Program.cs"], $$"""
            using MmaDfer.Sdk;
            using MmaDfer.Sdk.Engines;
            using MmaDfer.Sdk.Sources;

            {{before}}
            using var recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), {{options}});
            {{after}}
            using var frames = FrameSource.Open(args[0]);
            using var audio = AudioSource.Open(args[1]);
            EmotionPrediction p = recognizer.Recognize(frames, audio);
            Console.WriteLine($"{p.Label} {p.Confidence:P0}");
            """);
        return project;
    }

    /// <summary>Runs dotnet, which must succeed.</summary>
    public string Dotnet(params string[] arguments) => Tool.Succeed("dotnet", arguments, _environment);

    public (int Code, string Output, string Error) TryDotnet(params string[] arguments) => Tool.Run("dotnet", arguments, _environment);

    /// <summary>Runs a program, which must succeed.</summary>
    public string Run(string program, params string[] arguments) => Tool.Succeed(program, arguments, _environment);

    public void Dispose() => _folder.Dispose();
}
