using MmaDfer.Sdk.Native.Handles;

namespace MmaDfer.Sdk.Native;

/// <summary>Turns the exceptions of exports into a code to return and a message to keep. Throws nothing itself.</summary>
internal static unsafe class Guard
{
    public static ErrorCode Fail(Exception exception)
    {
        try
        {
            (ErrorCode code, string message) = exception switch
            {
                HandleException => (ErrorCode.Handle, exception.Message),
                // Another thread closed the handle during the call.
                ObjectDisposedException => (ErrorCode.Handle, "The handle was closed during the call."),
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
            // There is no memory left for the message.
            return ErrorCode.Memory;
        }
    }

    /// <summary>An empty text, for a thread without memory for its own.</summary>
    public static byte* NoText
    {
        get
        {
            // Constants do not move.
            fixed (byte* text = "\0"u8)
                return text;
        }
    }

    /// <summary>Removes the name of the C# parameter, which means nothing to a caller of C.</summary>
    private static string WithoutParameter(string message)
    {
        int end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}

/// <summary>The message of each thread's last error, in memory that C can read. The array does not move, and lives as long as its thread.</summary>
internal static unsafe class LastError
{
    private const int Capacity = 1024;

    // Static and mutable on purpose: the header promises it, like errno.
    [ThreadStatic]
    private static byte[]? t_text;

    /// <summary>UTF-8 with a terminating zero.</summary>
    public static byte* Pointer => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref Bytes()[0]);

    public static void Set(string message)
    {
        byte[] bytes = Bytes();
        fixed (byte* text = bytes)
            Text.Write(message.ReplaceLineEndings(" "), text, bytes.Length);
    }

    private static byte[] Bytes() => t_text ??= GC.AllocateArray<byte>(Capacity, pinned: true);
}
