using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native;

/// <summary>A stream that C has a handle of, and who is told of its events.</summary>
internal sealed unsafe class NativeStream : IDisposable
{
    private Listener? _listener;

    public NativeStream(NativeRecognizer owner, EmotionStream stream)
    {
        Owner = owner;
        Stream = stream;
        stream.EmotionChanged += (_, change) => TellChange(change);
        stream.FaceFound += (_, _) => Tell(EventKind.FaceFound);
        stream.FaceLost += (_, _) => Tell(EventKind.FaceLost);
        stream.AudioFound += (_, _) => Tell(EventKind.AudioFound);
        stream.AudioLost += (_, _) => Tell(EventKind.AudioLost);
        stream.Faulted += (_, fault) => TellFault(fault.Fault.Message);
    }

    public NativeRecognizer Owner { get; }

    public EmotionStream Stream { get; }

    public ulong Handle { get; set; }

    /// <summary>Function and argument change together: another thread never sees the one with the other's.</summary>
    public void Listen(delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user) =>
        Volatile.Write(ref _listener, callback is null ? null : new Listener(callback, user));

    public void Dispose() => Stream.Dispose();

    private void Tell(EventKind kind)
    {
        var data = new EventData(kind);
        Tell(&data);
    }

    private void TellChange(EmotionChangedEventArgs change)
    {
        ReadingData reading = ReadingData.Of(change.Reading);
        var data = new EventData(EventKind.EmotionChanged)
        {
            Label = reading.Label,
            Previous = Labels.IndexOf(change.Reading.Labels, change.PreviousLabel),
            Reading = &reading,
        };
        Tell(&data);
    }

    private void TellFault(string message)
    {
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(message + "\0"))
        {
            var data = new EventData(EventKind.Faulted) { Message = text };
            Tell(&data);
        }
    }

    private void Tell(EventData* data)
    {
        if (Volatile.Read(ref _listener) is { } listener)
            listener.Callback(Handle, data, listener.User);
    }

    private sealed class Listener(delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user)
    {
        public delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> Callback { get; } = callback;

        public void* User { get; } = user;
    }
}
