using MmaDfer.Sdk.Native.Handles;

namespace MmaDfer.Sdk.Native;

/// <summary>A recognizer with a handle.</summary>
internal sealed class NativeRecognizer(EmotionRecognizer recognizer) : IDisposable
{
    private volatile bool _closed;

    public EmotionRecognizer Recognizer => recognizer;

    /// <summary>Adds one of its streams or scenes to the table of handles.</summary>
    /// <exception cref="HandleException">The recognizer was closed meanwhile.</exception>
    public ulong Add(NativeInput stream)
    {
        ulong handle = OpenHandles.Table.Add(stream);
        stream.Handle = handle;
        if (!_closed)
            return handle;
        OpenHandles.Table.Remove(handle);
        stream.Dispose();
        throw new HandleException("The recognizer was closed while the stream was opened.");
    }

    /// <summary>Closes its streams and scenes, and their handles too.</summary>
    public void Dispose()
    {
        _closed = true;
        OpenHandles.Table.RemoveAll(item => item is NativeInput stream && stream.Owner == this);
        recognizer.Dispose();
    }
}
