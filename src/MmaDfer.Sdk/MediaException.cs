namespace MmaDfer.Sdk;

/// <summary>A picture, video or sound (file or memory) is missing, damaged, empty or not of a supported kind.</summary>
public sealed class MediaException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public MediaException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
