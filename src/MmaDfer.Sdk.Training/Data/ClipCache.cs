using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Decoded clips, kept on disk: each is decoded once and then read back in a fraction of the time. A damaged file is decoded
/// again; one that cannot be written is done without. Nothing is ever deleted. Safe for several threads and processes.
/// </summary>
/// <param name="folder">Where to keep them, made if it is not there; null to decode each time.</param>
internal sealed class ClipCache(string? folder)
{
    private string? _problem;
    private int _decoded;

    public string? Folder => folder;

    /// <summary>Clips decoded so far, those found on disk not counted.</summary>
    public int Decoded => Volatile.Read(ref _decoded);

    /// <summary>Why a clip could not be kept, in one sentence (a full disk, say); null if all went well.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>A clip, decoded now or before.</summary>
    /// <exception cref="MediaException">The clip cannot be read.</exception>
    public CachedClip Load(LabeledClip clip, CancellationToken cancellationToken)
    {
        string? path = folder is null ? null : PathOf(folder, clip);
        ClipContents Decode() => this.Decode(clip, path, cancellationToken);
        return new CachedClip((path is null ? null : ClipContents.TryOpen(path)) ?? Decode(), Decode);
    }

    /// <summary>The file of a clip; folders of their own keep listings short.</summary>
    internal static string PathOf(string folder, LabeledClip clip)
    {
        string key = CacheKey.Of(clip);
        return Path.Combine(folder, key[..2], key + ".clip");
    }

    private ClipContents Decode(LabeledClip clip, string? path, CancellationToken cancellationToken)
    {
        byte[] bytes = ClipDecoder.Decode(clip, cancellationToken);
        Interlocked.Increment(ref _decoded);
        if (path is not null)
            Keep(path, bytes);
        return ClipContents.Of(bytes);
    }

    private void Keep(string path, byte[] bytes)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, bytes.Length, file => file.Write(bytes));
        }
        catch (Exception exception) when (exception is ModelFileException || FileFault.IsOfPath(exception))
        {
            Interlocked.CompareExchange(ref _problem, exception.Message.ReplaceLineEndings(" "), null);
        }
    }
}

/// <summary>
/// The name under which a clip is cached: a hash of where its files lie, their sizes and times of change, and all that has an
/// influence on decoding. So a changed file is decoded again.
/// </summary>
internal static class CacheKey
{
    /// <exception cref="MediaException">A file of the clip cannot be found.</exception>
    public static string Of(LabeledClip clip)
    {
        var text = new StringBuilder();
        AddPath(text, clip.FramesPath, clip.FrameOrder);
        AddPath(text, clip.AudioPath, clip.FrameOrder);
        text.Append(CultureInfo.InvariantCulture,
            $"{clip.Start?.Ticks}|{clip.End?.Ticks}|{(int)clip.FrameOrder}|{clip.FrameLimit}|{ClipFile.MaxFrames}|{ClipFile.MaxSide}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 20));
    }

    private static void AddPath(StringBuilder text, string? path, FrameOrder order)
    {
        if (path is null)
        {
            text.Append("-\n");
            return;
        }
        text.Append(CultureInfo.InvariantCulture, $"{MediaFile.FullPath(path)}\n");
        bool isFolder = Directory.Exists(path);
        foreach (string file in isFolder ? ImageFolder.List(path, order) : [path])
        {
            (long size, long changed) = MediaFile.Guard(file, static f =>
            {
                var info = new FileInfo(f);
                return (info.Length, info.LastWriteTimeUtc.Ticks);
            });
            text.Append(CultureInfo.InvariantCulture, $"{(isFolder ? Path.GetFileName(file) : "")}|{size}|{changed}\n");
        }
    }
}

/// <summary>A decoded clip: its candidate frames in their own size, and the normalised spectrogram. One object a thread.</summary>
/// <param name="contents">The clip; owned.</param>
/// <param name="again">Decodes it again, should a frame turn out to be damaged on the disk.</param>
internal sealed class CachedClip(ClipContents contents, Func<ClipContents> again) : IDisposable
{
    private ClipContents _contents = contents;

    /// <summary>Candidate frames; 0 for a clip without a face.</summary>
    public int FrameCount => _contents.Frames.Count;

    /// <summary>Normalised, [512, 128]; null for a clip without sound.</summary>
    public float[]? Spectrogram => _contents.Spectrogram;

    public (int Width, int Height) Size(int frame) => (_contents.Frames[frame].Width, _contents.Frames[frame].Height);

    /// <summary>Unpacks a frame as RGB24 rows without gaps.</summary>
    /// <exception cref="MediaException">It was damaged on the disk, and the clip cannot be decoded any more.</exception>
    public void ReadFrame(int frame, Span<byte> rgb)
    {
        if (_contents.TryReadFrame(frame, rgb))
            return;
        (int, int) size = Size(frame);
        int count = FrameCount;
        _contents.Dispose();
        _contents = again();
        if (FrameCount != count || Size(frame) != size || !_contents.TryReadFrame(frame, rgb))
            throw new MediaException("A clip's files changed while it was read; let them be while a run lasts.");
    }

    public void Dispose() => _contents.Dispose();
}
