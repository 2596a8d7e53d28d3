namespace MmaDfer.Sdk;

/// <summary>An engine is not available on this machine or failed while it ran.</summary>
public sealed class EngineException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public EngineException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether it was memory that the engine lacked: less work at a time may do.</summary>
    internal bool IsOutOfMemory { get; init; }
}
