using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Clips;

/// <summary>Reads sources to their end and makes the one clip that the network will see.</summary>
internal static class ClipReader
{
    /// <summary>Reads a clip.</summary>
    /// <param name="frames">Faces; null for black frames and the flag "no face". Read to its end, not disposed.</param>
    /// <param name="audio">Audio; null for "no audio". Read to its end, not disposed.</param>
    /// <param name="imageSize">Width and height of the network's frames.</param>
    /// <param name="twoClip">Two choices of 16 frames instead of one.</param>
    /// <param name="cancellationToken">Looked at between reads.</param>
    /// <param name="mayBeEmpty">Whether audio alone may be too short to be heard.</param>
    /// <param name="hearing">What the model hears of the audio.</param>
    /// <exception cref="MediaException">
    /// A source is damaged, a given frame source has no frames, its number of frames is not the one it announced, a sample
    /// is not a number, or there are neither frames nor enough audio to be heard, also as all of it is silent.
    /// </exception>
    /// <exception cref="ArgumentException">Both sources are null.</exception>
    public static Clip Read(
        IFrameSource? frames, IAudioSource? audio, int imageSize, bool twoClip, CancellationToken cancellationToken, bool mayBeEmpty = false,
        Hearing hearing = default)
    {
        if (frames is null && audio is null)
            throw new ArgumentException("A clip needs frames, audio or both.", nameof(frames));
        // The audio first: it is quicker to find damaged.
        ClipAudio? clipAudio = audio is null ? null : AudioReader.Read(audio, cancellationToken, hearing);
        ClipFrames? clipFrames = frames is null ? null : FrameReader.Read(frames, imageSize, twoClip, cancellationToken);
        if (clipFrames is null && clipAudio is null && !mayBeEmpty)
            throw TooShort(audio!);
        if (clipFrames is null && clipAudio?.Silence is { } silence && !mayBeEmpty)
            throw new MediaException($"{silence}, and there are no frames; a clip needs frames or audio.");
        // Known now that both were read to their ends. Those of one file may say the same.
        string? lowRate = audio is null ? null : AudioReader.Warning(audio, hearing);
        string[] warnings = [.. (frames?.Warnings ?? []).Concat(audio?.Warnings ?? []).Append(lowRate).Append(Warning(clipAudio)).OfType<string>().Distinct()];
        return new Clip(imageSize, clipFrames, clipAudio) { Warnings = warnings };
    }

    /// <summary>The network takes silence for a sound of its own; that is how the authors evaluate.</summary>
    private static string? Warning(ClipAudio? audio) => audio?.Silence is { } silence
        ? $"{silence}; it is given to the network as it is, which changes the prediction; leave the audio out for one from the face alone."
        : null;

    /// <summary>The error for a clip without frames whose audio is too short to be heard: an answer would rest on nothing.</summary>
    public static MediaException TooShort(IAudioSource audio) => new(
        $"{SourceName.Of(audio, "The audio")} is shorter than 25 ms, and there are no frames; a clip needs frames or audio.");
}

/// <summary>The resized frames of a clip.</summary>
/// <param name="Pixels">Those that are needed, each once, RGB24.</param>
/// <param name="Views">For each view of the clip its 16 frames, as positions in <paramref name="Pixels"/>.</param>
/// <param name="Count">Frames that the source had.</param>
/// <param name="Start">When the first of them is shown.</param>
/// <param name="End">When the last of them is gone.</param>
internal sealed record ClipFrames(byte[][] Pixels, int[][] Views, int Count, TimeSpan Start, TimeSpan End);

/// <summary>The audio of a clip.</summary>
/// <param name="Spectrogram">Normalised log-mel features, [512, 128].</param>
/// <param name="Start">Time of the first sample.</param>
/// <param name="End">Time after the last sample that the features hold.</param>
/// <param name="Rate">Samples per second of the features.</param>
internal sealed record ClipAudio(float[] Spectrogram, TimeSpan Start, TimeSpan End, int Rate)
{
    /// <summary>That nothing in the audio is audible, as the start of a sentence; null if something is.</summary>
    public string? Silence { get; init; }
}

/// <summary>What errors call a source: its own text (the sources of files give their path), if it has one.</summary>
internal static class SourceName
{
    public static string Of(object source, string otherwise) =>
        source.ToString() is { Length: > 0 } name && name != source.GetType().ToString() ? name : otherwise;
}
