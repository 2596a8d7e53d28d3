namespace MmaDfer.Sdk.Native.Handles;

/// <summary>The open handles of the process.</summary>
internal static class OpenHandles
{
    // Static and mutable on purpose: C has only the handles.
    public static HandleTable Table { get; } = new();

    /// <exception cref="HandleException">The handle is not that of a recognizer.</exception>
    public static NativeRecognizer Recognizer(ulong handle) => Find<NativeRecognizer>(handle, "recognizer");

    /// <exception cref="HandleException">The handle is not that of a stream.</exception>
    public static NativeStream Stream(ulong handle) => Find<NativeStream>(handle, "stream");

    /// <exception cref="HandleException">The handle is not that of a scene.</exception>
    public static NativeScene Scene(ulong handle) => Find<NativeScene>(handle, "scene");

    /// <exception cref="HandleException">The handle is not that of a stream or a scene.</exception>
    public static NativeInput Input(ulong handle) => Find<NativeInput>(handle, "stream or a scene");

    public static ErrorCode Close(ulong handle)
    {
        HostProcess.ThrowIfForked();
        if (handle == 0)
            return ErrorCode.Ok;
        if (Table.Remove(handle) is not IDisposable item)
            throw NotOpen(handle);
        item.Dispose();
        return ErrorCode.Ok;
    }

    private static T Find<T>(ulong handle, string kind)
        where T : class
    {
        HostProcess.ThrowIfForked();
        return Table.Find(handle) switch
        {
            T item => item,
            null => throw NotOpen(handle),
            _ => throw new HandleException($"The handle {handle} is not that of a {kind}."),
        };
    }

    private static HandleException NotOpen(ulong handle) => new($"The handle {handle} is not open; it was closed, or never existed.");
}

/// <summary>A handle is closed, never existed, or is of another kind.</summary>
internal sealed class HandleException(string message) : Exception(message);
