namespace MmaDfer.Sdk.Sources;

/// <summary>Opens audio from files.</summary>
public static class AudioSource
{
    private const string Wanted = "an audio file";

    /// <summary>
    /// Opens a WAV file or the audio track of any media file; the first bytes tell the kind. All but uncompressed WAV needs the
    /// installed program ffmpeg (on PATH, or where the environment variable MMADFER_FFMPEG says).
    /// </summary>
    /// <param name="path">An audio or video file.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The source; dispose it.</returns>
    /// <remarks>
    /// <para>WAV: PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, any rate, any number of channels. Integers become (x - 128) / 128,
    /// x / 2^15, x / 2^23, x / 2^31. RIFF, RF64, BW64 and the big-endian RIFX are read. A file without sizes is read to its end; of a
    /// truncated file the samples that are left are read, with a warning.</para>
    /// <para>Other files: one audio track with its own rate and all its channels, neither resampled nor mixed. Of several tracks
    /// it is the default track of the video's own programme, or else the first. Times count from the start of the file, as those of
    /// <see cref="FrameSource"/> do; gaps are filled with silence.</para>
    /// </remarks>
    /// <exception cref="MediaException">The file cannot be read, is damaged or has no audio track, or ffmpeg is not installed.</exception>
    public static IAudioSource Open(string path, SourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            throw MediaFile.IsFolder(path);
        return TryOpen(path, options) ?? throw MediaFileAudioSource.NoAudio(path);
    }

    /// <summary>Opens audio as <see cref="Open"/> does, but returns null for a media file without an audio track and for a folder of images.</summary>
    /// <inheritdoc cref="Open"/>
    public static IAudioSource? TryOpen(string path, SourceOptions? options = null) => MediaKinds.Of(path, Wanted) switch
    {
        // These have no audio: ffmpeg, which may not be installed, need not be asked.
        MediaKind.ImageFolder or MediaKind.Image or MediaKind.Y4m => null,
        MediaKind.Wav when WavAudioSource.TryOpen(path) is { } wav => wav,
        _ => MediaFileAudioSource.TryOpen(path, (options ?? new SourceOptions()).Ffmpeg),
    };

    /// <summary>Opens audio as <see cref="Open"/> does, on another thread.</summary>
    /// <inheritdoc cref="Open"/>
    /// <param name="path">An audio or video file.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; a source that opens later is disposed.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static Task<IAudioSource> OpenAsync(string path, SourceOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceOpening.RunAsync(() => Open(path, options), cancellationToken);

    /// <summary>Opens audio as <see cref="TryOpen"/> does, on another thread.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static Task<IAudioSource?> TryOpenAsync(string path, SourceOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceOpening.RunAsync(() => TryOpen(path, options), cancellationToken);

    /// <summary>Reads a WAV stream from its position. It need not be seekable, and is disposed with the source.</summary>
    /// <param name="stream">The bytes of a WAV file.</param>
    /// <param name="name">Name of the stream in errors.</param>
    /// <exception cref="MediaException">The stream is not WAV, is damaged or compressed.</exception>
    public static IAudioSource OpenWav(Stream stream, string name = "The WAV stream") => new WavAudioSource(stream, name);
}
