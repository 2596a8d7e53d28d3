using System.Globalization;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>The open sources of a clip of a data set.</summary>
internal sealed record OpenClip(IFrameSource? Frames, IAudioSource? Audio) : IDisposable
{
    private const double FolderRate = 25;

    /// <summary>Opens the sources that the clip has.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="frames">Whether to open the face.</param>
    /// <param name="audio">Whether to open the voice.</param>
    /// <exception cref="MediaException">A file is missing, damaged or of another kind, or has neither frames nor audio.</exception>
    public static OpenClip Open(LabeledClip clip, bool frames = true, bool audio = true)
    {
        // One file for both may lack one of them; a file named for one must have it.
        bool oneFile = clip.FramesPath is not null && clip.FramesPath == clip.AudioPath;
        IFrameSource? faces = !frames || clip.FramesPath is null ? null : OpenFrames(clip, clip.FramesPath, oneFile);
        try
        {
            IAudioSource? voice = !audio || clip.AudioPath is null ? null : OpenAudio(clip, clip.AudioPath, oneFile);
            return frames && audio && faces is null && voice is null
                ? throw new MediaException($"{MediaFile.Quote(clip.FramesPath ?? clip.AudioPath ?? clip.Id)} has neither frames nor audio; a file with at least one of them is needed.")
                : new OpenClip(faces, voice);
        }
        catch
        {
            faces?.Dispose();
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
        return source is null || (clip.Start is null && clip.End is null) ? source : new CutFrames(new HeldFrames(source), clip.Start, clip.End);
    }

    private static IAudioSource? OpenAudio(LabeledClip clip, string path, bool mayLack)
    {
        IAudioSource? source = mayLack ? AudioSource.TryOpen(path) : AudioSource.Open(path);
        return source is null || (clip.Start is null && clip.End is null) ? source : new CutAudio(source, clip.Start, clip.End);
    }

    /// <summary>The images that count, as a list: a source around the folder's would have to decode what it passes over.</summary>
    private static ImageFolderFrameSource OpenFolder(LabeledClip clip, string folder)
    {
        string[] all = ImageFolder.List(folder, clip.FrameOrder), images = all;
        if (clip.FrameLimit is int limit)
        {
            images = limit <= images.Length
                ? images[..limit]
                : throw new MediaException($"{MediaFile.Quote(folder)} holds {images.Length} images, but its list says {limit}; fetch the missing ones or correct the list.");
        }
        string[] within = [.. images.Where((_, i) => CutFrames.Holds(clip.Start, clip.End, TimeSpan.FromSeconds(i / FolderRate)))];
        if (within.Length == 0)
            throw new MediaException($"{MediaFile.Quote(folder)} has no images within {CutFrames.Range(clip.Start, clip.End)} at {FolderRate} a second; correct the times.");
        return new ImageFolderFrameSource(within, FolderRate, new FfmpegSettings())
        {
            // The order of an official list is no guess.
            Warnings = clip.FrameLimit is null ? ImageFolder.Warnings(folder, all, clip.FrameOrder) : [],
        };
    }
}

/// <summary>The samples of a source within a part of it. Owns the source.</summary>
internal sealed class CutAudio(IAudioSource source, TimeSpan? start, TimeSpan? end) : IAudioSource
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
            int first = start is null ? 0 : Place(start.Value - time, count), last = end is null ? count : Place(end.Value - time, count);
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

    public override string ToString() => $"{source} from {CutFrames.Range(start, end)}";

    public void Dispose() => source.Dispose();

    /// <summary>How many samples come before a time, of so many.</summary>
    private int Place(TimeSpan time, int count) =>
        // In double, which holds any time times any rate; a hair less, so that rounded times find their sample.
        (int)Math.Clamp(Math.Ceiling(time.TotalSeconds * SampleRate - 1e-3), 0, count);
}

/// <summary>The frames of a source whose times lie within a part of it. Owns the source.</summary>
internal sealed class CutFrames(IFrameSource source, TimeSpan? start, TimeSpan? end) : IFrameSource
{
    // Times of frames are rounded, those in lists too: a frame at 0.99999 s belongs to what starts at 1 s.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    private bool _ended;

    public int? FrameCount => null;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        while (!_ended && source.TryRead(out frame, out time))
        {
            if (Holds(start, end, time))
                return true;
            _ended = end is not null && time >= end - Tolerance;
        }
        _ended = true;
        frame = default;
        time = end ?? default;
        return false;
    }

    /// <summary>Whether a time lies within a part, which begins with its start and ends before its end.</summary>
    public static bool Holds(TimeSpan? start, TimeSpan? end, TimeSpan time) =>
        !(time < start - Tolerance) && !(time >= end - Tolerance);

    public static string Range(TimeSpan? start, TimeSpan? end) => string.Create(CultureInfo.InvariantCulture,
        $"{start?.TotalSeconds ?? 0:0.###} to {(end is null ? "the end" : end.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s")}");

    public override string ToString() => $"{source} from {Range(start, end)}";

    public void Dispose() => source.Dispose();
}
