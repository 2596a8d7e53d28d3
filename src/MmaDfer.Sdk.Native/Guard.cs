namespace MmaDfer.Sdk.Native;

/// <summary>What every export does with every exception: a code to return and a sentence to keep. It throws nothing itself.</summary>
internal static unsafe class Guard
{
    public static ErrorCode Fail(Exception exception)
    {
        try
        {
            (ErrorCode code, string message) = exception switch
            {
                HandleException => (ErrorCode.Handle, exception.Message),
                // Closed by another thread in the middle of the call.
                ObjectDisposedException => (ErrorCode.Handle, "The handle was closed while it was used."),
                ModelFileException or ShapeMismatchException => (ErrorCode.Model, exception.Message),
                EngineException => (ErrorCode.Engine, exception.Message),
                MediaException => (ErrorCode.Media, exception.Message),
                ArgumentException => (ErrorCode.Argument, WithoutParameter(exception.Message)),
                MmaDferException => (ErrorCode.Model, exception.Message),
                OutOfMemoryException => (ErrorCode.Memory, "The machine has no memory left."),
                _ => (ErrorCode.Internal, $"{exception.GetType().Name}: {exception.Message}"),
            };
            LastError.Set(message);
            return code;
        }
        catch (Exception)
        {
            // There is no memory left for the sentence.
            return ErrorCode.Memory;
        }
    }

    /// <summary>An empty text that is always there, for a thread that has no memory for its own.</summary>
    public static byte* NoText
    {
        get
        {
            // Constants do not move.
            fixed (byte* text = "\0"u8)
                return text;
        }
    }

    /// <summary>.NET adds the name of a C# parameter, which means nothing to a caller of C.</summary>
    private static string WithoutParameter(string message)
    {
        int end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
