namespace MmaDfer.Sdk;

/// <summary>Something failed in a stream, which continues: see <see cref="EmotionStream.Faulted"/>.</summary>
public sealed class StreamFaultedEventArgs : EventArgs
{
    internal StreamFaultedEventArgs(MmaDferException fault) => Fault = fault;

    /// <summary>
    /// The fault. Its message is one sentence for people; its <see cref="System.Exception.InnerException"/> is the exception of the driver or
    /// face finder. The same object as <see cref="EmotionStream.Fault"/> until the fault ends.
    /// </summary>
    public MmaDferException Fault { get; }
}
