using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Sdk.Native;

/// <summary>A stream with a handle, and the callback that receives its events.</summary>
internal sealed unsafe class NativeStream : IDisposable
{
    private Listener? _listener;

    public NativeStream(NativeRecognizer owner, EmotionStream stream)
    {
        Owner = owner;
        Stream = stream;
        stream.EmotionChanged += (_, change) => SendChange(change);
        stream.FaceFound += (_, _) => Send(EventKind.FaceFound);
        stream.FaceLost += (_, _) => Send(EventKind.FaceLost);
        stream.AudioFound += (_, _) => Send(EventKind.AudioFound);
        stream.AudioLost += (_, _) => Send(EventKind.AudioLost);
        stream.Faulted += (_, fault) => SendFault(fault.Fault.Message);
    }

    public NativeRecognizer Owner { get; }

    public EmotionStream Stream { get; }

    public ulong Handle { get; set; }

    /// <summary>Sets the callback. Function and argument change together: no other thread sees one of them without the other.</summary>
    public void Listen(delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user) =>
        Volatile.Write(ref _listener, callback is null ? null : new Listener(callback, user));

    public void Dispose() => Stream.Dispose();

    private void Send(EventKind kind)
    {
        var data = new EventData(kind);
        Send(&data);
    }

    private void SendChange(EmotionChangedEventArgs change)
    {
        ReadingData reading = ReadingData.Of(change.Reading);
        var data = new EventData(EventKind.EmotionChanged)
        {
            Label = reading.Label,
            Previous = EmotionLabels.IndexOf(change.Reading.Labels, change.PreviousLabel),
            Reading = &reading,
        };
        Send(&data);
    }

    private void SendFault(string message)
    {
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(message + "\0"))
        {
            var data = new EventData(EventKind.Faulted) { Message = text };
            Send(&data);
        }
    }

    private void Send(EventData* data)
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
