using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Clips;

/// <summary>Reads sources to their end and makes the one clip that the network will see.</summary>
internal static class ClipReader
{
    /// <summary>Reads a clip.</summary>
    /// <param name="frames">Faces; null for black frames and the flag "no face". Read to its end, not disposed.</param>
    /// <param name="audio">Sound; null for "no audio". Read to its end, not disposed.</param>
    /// <param name="imageSize">Width and height of the network's frames.</param>
    /// <param name="twoClip">Two choices of 16 frames instead of one.</param>
    /// <param name="cancellation">Looked at between reads.</param>
    /// <exception cref="MediaException">
    /// A source is damaged, a given frame source has no frames, its number of frames is not the one it announced, or a sample
    /// is not a number.
    /// </exception>
    /// <exception cref="ArgumentException">Both sources are null.</exception>
    public static Clip Read(
        IFrameSource? frames, IAudioSource? audio, int imageSize, bool twoClip, CancellationToken cancellation)
    {
        if (frames is null && audio is null)
            throw new ArgumentException("A clip needs frames, sound or both.", nameof(frames));
        // The sound first: it is quicker to find damaged.
        ClipAudio? sound = audio is null ? null : AudioReader.Read(audio, cancellation);
        ClipFrames? pictures = frames is null ? null : FrameReader.Read(frames, imageSize, twoClip, cancellation);
        // Known now that both were read to their ends. Those of one file may say the same.
        string[] remarks = [.. (frames?.Remarks ?? []).Concat(audio?.Remarks ?? []).Distinct()];
        return new Clip(imageSize, pictures, sound) { Remarks = remarks };
    }
}
