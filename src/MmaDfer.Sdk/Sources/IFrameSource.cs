namespace MmaDfer.Sdk.Sources;

/// <summary>
/// A sequence of frames, pulled by one thread. The network sees them as they are: they are crops of the face, or whole
/// frames. Dispose the source to free files and child processes; disposing during a read (from another thread) ends the read.
/// </summary>
public interface IFrameSource : IDisposable
{
    /// <summary>Number of frames of the source, if it is known before reading; otherwise null.</summary>
    int? FrameCount { get; }

    /// <summary>
    /// True if frames come as they happen (a camera) and are lost if nobody reads them: <see cref="EmotionRecognizer.WatchAsync"/>
    /// then keeps up with them instead of computing every window, and reads on, once, after a <see cref="MediaException"/>: a lost device
    /// may come back. False unless overridden.
    /// </summary>
    bool IsLive => false;

    /// <summary>
    /// Repairs, guesses and omissions, one sentence each; complete when the source has been read to its end. Safe to read
    /// from any thread. Empty unless overridden.
    /// </summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Reads the next frame.</summary>
    /// <param name="frame">
    /// A view of the source's own pixels: valid until the next call or until the source is disposed. It is upright unless its
    /// <see cref="FrameView.Rotation"/> or <see cref="FrameView.Mirrored"/> says otherwise.
    /// </param>
    /// <param name="time">Time at which the frame is shown, from the start of the source; never decreases.</param>
    /// <returns>False at the end (and from then on).</returns>
    /// <exception cref="MediaException">The source is damaged or its decoder failed.</exception>
    bool TryRead(out FrameView frame, out TimeSpan time);

    /// <summary>
    /// Announces which frames will be read; the caller skips the others. Called before the first read, if at all. Only the speed may depend
    /// on it; unless overridden, nothing happens.
    /// </summary>
    /// <param name="frames">Numbers of the frames, from 0, in ascending order.</param>
    void Expect(IReadOnlyList<int> frames)
    {
    }

    /// <summary>
    /// Skips frames. Sources that need not decode them override this; here the frames are read and dropped.
    /// </summary>
    /// <param name="count">How many frames, 0 or more.</param>
    /// <returns>How many were skipped: fewer than <paramref name="count"/> only at the end.</returns>
    /// <exception cref="MediaException">The source is damaged or its decoder failed.</exception>
    int Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int skipped = 0;
        while (skipped < count && TryRead(out _, out _))
            skipped++;
        return skipped;
    }
}
