namespace MmaDfer.Sdk;

/// <summary>A tensor has another shape than the network needs; the message names the tensor, the rule and both shapes.</summary>
public sealed class ShapeMismatchException : MmaDferException
{
    /// <summary>Creates the exception with a one-line message and, optionally, what caused it.</summary>
    public ShapeMismatchException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
