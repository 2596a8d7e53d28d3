namespace MmaDfer.Sdk.Training.Data;

/// <summary>A decoded clip: its candidate frames in their own size, and the normalised spectrogram. One object a thread.</summary>
internal sealed class CachedClip : IDisposable
{
    /// <summary>Candidate frames; 0 for a clip without a face.</summary>
    public int FrameCount => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
