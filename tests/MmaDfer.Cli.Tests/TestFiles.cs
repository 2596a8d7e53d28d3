namespace MmaDfer.Cli.Tests;

/// <summary>Files that lie beside the tests.</summary>
internal static class TestFiles
{
    /// <summary>A clip of a drawn face.</summary>
    public static string Face { get; } = Path.Combine(AppContext.BaseDirectory, "clip", "face.y4m");

    /// <summary>The audio of that clip, a synthetic voice.</summary>
    public static string Voice { get; } = Path.Combine(AppContext.BaseDirectory, "clip", "voice.wav");

    /// <summary>The model that ships with this SDK.</summary>
    public static string DemoModel { get; } = Path.Combine(AppContext.BaseDirectory, "demo.safetensors");
}
