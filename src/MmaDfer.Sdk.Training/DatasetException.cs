namespace MmaDfer.Sdk;

/// <summary>A data set's list or folder is missing, damaged or says something impossible, or too many of its clips cannot be read.</summary>
public sealed class DatasetException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public DatasetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
