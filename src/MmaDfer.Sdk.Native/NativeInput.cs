using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Native;

/// <summary>A stream or a scene with a handle, and the callback that receives its events.</summary>
internal abstract unsafe class NativeInput : IDisposable
{
    private readonly IReadOnlyDictionary<string, string>? _labelMap;
    private Listener? _listener;

    /// <param name="owner">Its recognizer.</param>
    /// <param name="input">The stream or the scene.</param>
    /// <param name="options">How each person is read.</param>
    protected NativeInput(NativeRecognizer owner, IWatchedStream input, EmotionStreamOptions options)
    {
        Owner = owner;
        Input = input;
        _labelMap = options.LabelMap;
        input.AudioFound += (_, _) => Send(EventKind.AudioFound);
        input.AudioLost += (_, _) => Send(EventKind.AudioLost);
        input.Faulted += (_, fault) => SendFault(fault.Fault.Message);
    }

    public NativeRecognizer Owner { get; }

    /// <summary>The stream or the scene.</summary>
    public IWatchedStream Input { get; }

    public ulong Handle { get; set; }

    /// <summary>The labels of its readings.</summary>
    public IReadOnlyList<string> Labels => new LabelMapping(Owner.Recognizer.Labels, _labelMap).Labels;

    /// <summary>Pushes a frame.</summary>
    /// <exception cref="ArgumentException">The frame cannot be used, or says of its face what it must not.</exception>
    public abstract void PushFrame(in FrameData frame, TimeSpan time);

    /// <summary>Sets the callback. Function and argument change together: no other thread sees one of them without the other.</summary>
    public void Listen(delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user) =>
        Volatile.Write(ref _listener, callback is null ? null : new Listener(callback, user));

    public void Dispose() => Input.Dispose();

    protected void Send(EventKind kind)
    {
        var data = new EventData(kind);
        Send(&data);
    }

    protected void Send(EventData* data)
    {
        if (Volatile.Read(ref _listener) is { } listener)
            listener.Callback(Handle, data, listener.User);
    }

    private void SendFault(string message)
    {
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(message + "\0"))
        {
            var data = new EventData(EventKind.Faulted) { Message = text };
            Send(&data);
        }
    }

    private sealed class Listener(delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user)
    {
        public delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> Callback { get; } = callback;

        public void* User { get; } = user;
    }
}
