namespace MmaDfer.Sdk.Native.Tests;

/// <summary>The demo model and the clips that ship with this SDK.</summary>
internal static class Shipped
{
    public static string Model { get; } = Path.Combine(AppContext.BaseDirectory, "demo.safetensors");

    public static string Face(string emotion) => Path.Combine(AppContext.BaseDirectory, "clips", emotion + ".y4m");

    public static string Voice(string emotion) => Path.Combine(AppContext.BaseDirectory, "clips", emotion + ".wav");
}
