namespace MmaDfer.Sdk.Training.Data;

/// <summary>A picture packed by <see cref="FrameCodec"/>.</summary>
internal sealed record Packed(int Width, int Height, byte[] Bytes);
