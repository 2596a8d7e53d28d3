using System.Globalization;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>The open sources of a clip in a data set.</summary>
internal sealed record OpenClip(IFrameSource? Frames, IAudioSource? Audio) : IDisposable
{
    private const double FolderRate = 25;

    /// <summary>Opens the sources of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="frames">Whether to open the frames.</param>
    /// <param name="audio">Whether to open the audio.</param>
    /// <exception cref="MediaException">A file is missing, damaged or of an unsupported type, or has neither frames nor audio.</exception>
    public static OpenClip Open(LabeledClip clip, bool frames = true, bool audio = true)
    {
        // A file for both may lack one of them; a file for only one must have it.
        bool oneFile = clip.FramesPath is not null && clip.FramesPath == clip.AudioPath;
        IFrameSource? frameSource = !frames || clip.FramesPath is null ? null : OpenFrames(clip, clip.FramesPath, oneFile);
        try
        {
            IAudioSource? audioSource = !audio || clip.AudioPath is null ? null : OpenAudio(clip, clip.AudioPath, oneFile);
            return frames && audio && frameSource is null && audioSource is null
                ? throw new MediaException($"{MediaFile.Quote(clip.FramesPath ?? clip.AudioPath ?? clip.Id)} has neither frames nor audio; it must have at least one of them.")
                : new OpenClip(frameSource, audioSource);
        }
        catch
        {
            frameSource?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Frames?.Dispose();
        Audio?.Dispose();
    }

    private static IFrameSource? OpenFrames(LabeledClip clip, string path, bool mayLack)
    {
        if (Directory.Exists(path))
            return OpenFolder(clip, path);
        IFrameSource? source = mayLack
            ? FrameSource.TryOpen(path, new SourceOptions { FrameOrder = clip.FrameOrder })
            : FrameSource.Open(path, new SourceOptions { FrameOrder = clip.FrameOrder });
        return source is null || (clip.Start is null && clip.End is null) ? source : new TrimmedFrames(new HeldFrames(source), clip.Start, clip.End);
    }

    private static IAudioSource? OpenAudio(LabeledClip clip, string path, bool mayLack)
    {
        IAudioSource? source = mayLack ? AudioSource.TryOpen(path) : AudioSource.Open(path);
        return source is null || (clip.Start is null && clip.End is null) ? source : new TrimmedAudio(source, clip.Start, clip.End);
    }

    /// <summary>Opens only the requested images, so that no others are decoded.</summary>
    private static ImageFolderFrameSource OpenFolder(LabeledClip clip, string folder)
    {
        string[] all = ImageFolder.List(folder, clip.FrameOrder), images = all;
        if (clip.FrameLimit is int limit)
        {
            images = limit <= images.Length
                ? images[..limit]
                : throw new MediaException($"{MediaFile.Quote(folder)} holds {images.Length} images, but the list says {limit}; add the missing images, or correct the list.");
        }
        string[] within = [.. images.Where((_, i) => TrimmedFrames.Contains(clip.Start, clip.End, TimeSpan.FromSeconds(i / FolderRate)))];
        if (within.Length == 0)
            throw new MediaException($"{MediaFile.Quote(folder)} has no images from {TrimmedFrames.Range(clip.Start, clip.End)} at {FolderRate} frames per second; correct the times.");
        return new ImageFolderFrameSource(within, FolderRate, new FfmpegSettings())
        {
            // The order of an official list is known, so it needs no warning.
            Warnings = clip.FrameLimit is null ? ImageFolder.Warnings(folder, all, clip.FrameOrder) : [],
        };
    }

}

/// <summary>The samples of an audio source between a start and an end. Owns the source.</summary>
internal sealed class TrimmedAudio(IAudioSource source, TimeSpan? start, TimeSpan? end) : IAudioSource
{
    private bool _ended;

    public int SampleRate => source.SampleRate;

    public int Channels => source.Channels;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public int Read(Span<float> samples, out TimeSpan time)
    {
        while (!_ended && source.Read(samples, out time) is > 0 and int read)
        {
            int count = read / Channels;
            int first = start is null ? 0 : CountBefore(start.Value - time, count), last = end is null ? count : CountBefore(end.Value - time, count);
            _ended = last < count;
            if (first >= last)
                continue;
            samples[(first * Channels)..(last * Channels)].CopyTo(samples);
            time += TimeSpan.FromSeconds((double)first / SampleRate);
            return (last - first) * Channels;
        }
        _ended = true;
        time = end ?? default;
        return 0;
    }

    public override string ToString() => $"{source} from {TrimmedFrames.Range(start, end)}";

    public void Dispose() => source.Dispose();

    /// <summary>The number of samples before a time, at most <paramref name="count"/>.</summary>
    private int CountBefore(TimeSpan time, int count) =>
        // Computed as double to avoid overflow; the small tolerance accepts rounded times.
        (int)Math.Clamp(Math.Ceiling(time.TotalSeconds * SampleRate - 1e-3), 0, count);
}

/// <summary>The frames of a frame source between a start and an end. Owns the source.</summary>
internal sealed class TrimmedFrames(IFrameSource source, TimeSpan? start, TimeSpan? end) : IFrameSource
{
    // Times of frames and lists are rounded: a frame at 0.99999 s belongs to a clip that starts at 1 s.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    private bool _ended;

    public int? FrameCount => null;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        while (!_ended && source.TryRead(out frame, out time))
        {
            if (Contains(start, end, time))
                return true;
            _ended = end is not null && time >= end - Tolerance;
        }
        _ended = true;
        frame = default;
        time = end ?? default;
        return false;
    }

    /// <summary>Whether a time is at or after the start and before the end.</summary>
    public static bool Contains(TimeSpan? start, TimeSpan? end, TimeSpan time) =>
        !(time < start - Tolerance) && !(time >= end - Tolerance);

    public static string Range(TimeSpan? start, TimeSpan? end) => string.Create(CultureInfo.InvariantCulture,
        $"{start?.TotalSeconds ?? 0:0.###} to {(end is null ? "the end" : end.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s")}");

    public override string ToString() => $"{source} from {Range(start, end)}";

    public void Dispose() => source.Dispose();
}
