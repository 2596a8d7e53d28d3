namespace MmaDfer.Sdk;

/// <summary>Something failed behind a stream, which goes on: see <see cref="EmotionStream.Faulted"/>.</summary>
public sealed class StreamFaultedEventArgs : EventArgs
{
    internal StreamFaultedEventArgs(MmaDferException fault) => Fault = fault;

    /// <summary>
    /// What failed; its message is one sentence for people, its <see cref="System.Exception.InnerException"/> what a driver or a face finder
    /// threw. The same object as <see cref="EmotionStream.Fault"/> until it works again.
    /// </summary>
    public MmaDferException Fault { get; }
}
