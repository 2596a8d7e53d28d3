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
    /// <exception cref="MediaException">A file is missing, damaged or of another kind, or has neither pictures nor sound.</exception>
    public static OpenClip Open(LabeledClip clip, bool frames = true, bool audio = true)
    {
        // One file for both may lack one of them; a file named for one must have it.
        bool oneFile = clip.FramesPath is not null && clip.FramesPath == clip.AudioPath;
        bool wav = oneFile && IsWav(clip.FramesPath!);
        bool silent = oneFile && (Directory.Exists(clip.FramesPath) || IsY4m(clip.FramesPath!));
        IFrameSource? faces = !frames || clip.FramesPath is null || wav ? null : OpenFrames(clip, clip.FramesPath, oneFile);
        try
        {
            IAudioSource? voice = !audio || clip.AudioPath is null || silent ? null : OpenAudio(clip, clip.AudioPath, oneFile);
            return frames && audio && faces is null && voice is null
                ? throw new MediaException($"{MediaFile.Quote(clip.FramesPath ?? clip.AudioPath ?? clip.Id)} has neither pictures nor sound; a file with at least one of them is needed.")
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

    private static bool IsWav(string path) => !Directory.Exists(path) && WavHeader.IsWav(MediaFile.Head(path, "a sound or video file", 12));

    private static bool IsY4m(string path) => MediaFile.Head(path, "a sound or video file", 9).AsSpan().StartsWith("YUV4MPEG2"u8);
}
