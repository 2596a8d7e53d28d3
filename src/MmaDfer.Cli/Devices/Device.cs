namespace MmaDfer.Cli.Devices;

/// <summary>One GPU that an engine can be told to use.</summary>
/// <param name="Index">Its number, as in <c>directml:1</c>.</param>
/// <param name="Name">What its driver calls it.</param>
/// <param name="Memory">Its own memory in bytes.</param>
internal sealed record Device(int Index, string Name, long Memory);
