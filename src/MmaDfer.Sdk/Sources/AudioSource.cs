using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources;

/// <summary>Opens sound of whatever kind a file holds.</summary>
public static class AudioSource
{
    /// <summary>
    /// Opens a WAV file (known by its first bytes) or the audio track of any media file. All but uncompressed WAV needs the
    /// installed program ffmpeg.
    /// </summary>
    /// <returns>The source; dispose it.</returns>
    /// <exception cref="MediaException">The file cannot be read or has no audio track.</exception>
    public static IAudioSource Open(string path) => (IAudioSource?)Wav(path) ?? new MediaFileAudioSource(path);

    /// <summary>Opens sound as <see cref="Open"/> does, but gives null for a media file without audio track.</summary>
    /// <exception cref="MediaException">The file cannot be read.</exception>
    public static IAudioSource? TryOpen(string path) =>
        (IAudioSource?)Wav(path) ?? MediaFileAudioSource.TryOpen(path, new FfmpegSettings());

    private static WavAudioSource? Wav(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] head = MediaFile.Head(path, "a sound file", 12);
        if (!WavHeader.IsWav(head))
            return null;
        using FileStream stream = MediaFile.Open(path, "a WAV file");
        WavHeader header = MediaFile.Guard(path, p => WavHeader.Read(stream, MediaFile.Quote(p)));
        if (header.IsPlain())
            return new WavAudioSource(path);
        // Compressed WAV files are left to ffmpeg, which takes the numbers of big-endian ones for little-endian.
        return header.BigEndian
            ? throw new MediaException(
                $"{MediaFile.Quote(path)} holds compressed sound (WAV format {header.FormatTag}) in a big-endian file (RIFX), which is not read; RIFF is needed.")
            : null;
    }
}
