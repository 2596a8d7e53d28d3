namespace MmaDfer.Sdk;

/// <summary>Training cannot begin or go on: its settings do not fit, or the loss is no number any more. What was saved before stays.</summary>
public sealed class TrainingException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A data set's list or folder is missing, damaged or says something impossible, or too many of its clips cannot be read.</summary>
public sealed class DatasetException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public DatasetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
