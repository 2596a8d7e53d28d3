namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Pictures, one after the other, pulled by one thread. Frames are what the network sees: crops of the face, or whole
/// pictures. Dispose it to free files and child processes; disposing during a read (from another thread) ends the read.
/// </summary>
public interface IFrameSource : IDisposable
{
    /// <summary>Number of frames the source will give in all, where it is known before reading; otherwise null.</summary>
    int? FrameCount { get; }

    /// <summary>
    /// True where frames come as they happen (a camera) and are gone if nobody takes them: <see cref="EmotionRecognizer.WatchAsync"/>
    /// then keeps up with them instead of looking at every window, and reads on, once, after a <see cref="MediaException"/>: a device that
    /// was lost may come back. False unless overridden.
    /// </summary>
    bool IsLive => false;

    /// <summary>
    /// What was repaired, guessed or passed over on the way, one sentence each: whole once the source was read to its end. May be read
    /// from any thread. Empty unless overridden.
    /// </summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Gives the next frame.</summary>
    /// <param name="frame">A view of the source's own pixels: valid until the next call or until the source is disposed.</param>
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
    /// Passes over frames. Sources that can do so without decoding override this; here the frames are read and dropped.
    /// </summary>
    /// <param name="count">How many frames, 0 or more.</param>
    /// <returns>How many were passed over: fewer than <paramref name="count"/> only at the end.</returns>
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
