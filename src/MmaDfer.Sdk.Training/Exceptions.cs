namespace MmaDfer.Sdk;

/// <summary>Training cannot start or continue: its settings do not fit, or the loss is no longer a finite number. The last saved state remains.</summary>
public sealed class TrainingException : MmaDferException
{
    /// <summary>Creates the exception with a one-sentence message and, optionally, its cause.</summary>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The list or folder of a data set is missing, damaged or invalid, or too many of its clips cannot be read.</summary>
public sealed class DatasetException : MmaDferException
{
    /// <summary>Creates the exception with a one-sentence message and, optionally, its cause.</summary>
    public DatasetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
