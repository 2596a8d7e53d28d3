namespace MmaDfer.Sdk;

/// <summary>
/// Base class of the exceptions of this SDK for faults of its input or its environment. The message is one sentence that names the
/// file or argument, the fault and the remedy. Programming errors (a null argument, a disposed object) throw the usual .NET exceptions
/// instead.
/// </summary>
public class MmaDferException : Exception
{
    /// <summary>Creates the exception with a one-line message and, optionally, its cause.</summary>
    public MmaDferException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A model file or checkpoint is missing, damaged, hostile, incomplete or of another kind, or cannot be written.</summary>
public sealed class ModelFileException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, its cause.</summary>
    public ModelFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A tensor has a shape that the network cannot use; the message names the tensor, the rule and both shapes.</summary>
public sealed class ShapeMismatchException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, its cause.</summary>
    public ShapeMismatchException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>An engine is not available on this machine, or failed while it ran.</summary>
public sealed class EngineException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, its cause.</summary>
    public EngineException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the engine ran out of memory, so that less work at a time may succeed.</summary>
    internal bool IsOutOfMemory { get; init; }
}

/// <summary>An image, video or audio (file or memory) is missing, damaged, empty or of an unsupported kind.</summary>
public sealed class MediaException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, its cause.</summary>
    public MediaException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
