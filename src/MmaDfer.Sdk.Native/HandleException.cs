namespace MmaDfer.Sdk.Native;

/// <summary>A handle is closed, never was one, or is of another kind.</summary>
internal sealed class HandleException(string message) : Exception(message);
