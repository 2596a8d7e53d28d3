namespace MmaDfer.Cli.Watching;

/// <summary>A camera or microphone that was asked for.</summary>
/// <param name="Name">As people or ffmpeg call it; null for the system's first.</param>
internal sealed record DeviceChoice(string? Name);
