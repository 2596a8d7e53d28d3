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
    /// <param name="cancellationToken">Looked at between reads.</param>
    /// <param name="mayBeEmpty">Whether sound alone may be too short to be heard.</param>
    /// <exception cref="MediaException">
    /// A source is damaged, a given frame source has no frames, its number of frames is not the one it announced, a sample
    /// is not a number, or there are neither frames nor enough sound to be heard.
    /// </exception>
    /// <exception cref="ArgumentException">Both sources are null.</exception>
    public static Clip Read(
        IFrameSource? frames, IAudioSource? audio, int imageSize, bool twoClip, CancellationToken cancellationToken, bool mayBeEmpty = false)
    {
        if (frames is null && audio is null)
            throw new ArgumentException("A clip needs frames, sound or both.", nameof(frames));
        // The sound first: it is quicker to find damaged.
        ClipAudio? sound = audio is null ? null : AudioReader.Read(audio, cancellationToken);
        ClipFrames? pictures = frames is null ? null : FrameReader.Read(frames, imageSize, twoClip, cancellationToken);
        if (pictures is null && sound is null && !mayBeEmpty)
            throw TooShort(audio!);
        // Known now that both were read to their ends. Those of one file may say the same.
        string[] warnings = [.. (frames?.Warnings ?? []).Concat(audio?.Warnings ?? []).Distinct()];
        return new Clip(imageSize, pictures, sound) { Warnings = warnings };
    }

    /// <summary>The error for a clip without frames whose sound is too short to be heard: an answer would rest on nothing.</summary>
    public static MediaException TooShort(IAudioSource audio) => new(
        $"{SourceName.Of(audio, "The sound")} holds less than 25 ms of sound, and there are no pictures; a clip needs a face or a voice.");
}
