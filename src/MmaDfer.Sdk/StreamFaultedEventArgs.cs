namespace MmaDfer.Sdk;

/// <summary>Something failed behind a stream, which goes on: see <see cref="EmotionStream.Faulted"/>.</summary>
public sealed class StreamFaultedEventArgs : EventArgs
{
    internal StreamFaultedEventArgs(MmaDferException fault) => Fault = fault;

    /// <summary>What failed, in one sentence.</summary>
    public MmaDferException Fault { get; }
}
