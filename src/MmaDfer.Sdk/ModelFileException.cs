namespace MmaDfer.Sdk;

/// <summary>A model file or checkpoint is missing, damaged, hostile, incomplete or of another kind, or cannot be written.</summary>
public sealed class ModelFileException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public ModelFileException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
