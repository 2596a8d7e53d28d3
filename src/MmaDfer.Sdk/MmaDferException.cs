namespace MmaDfer.Sdk;

/// <summary>
/// What this SDK throws when its input or its environment is at fault. The message is one sentence that names the file or
/// argument, what was wrong with it and what would be right. Programming mistakes (a null argument, a disposed object)
/// throw the usual .NET exceptions instead.
/// </summary>
public class MmaDferException : Exception
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public MmaDferException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
