using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// A cache of decoded clips on disk, which are much faster to read than to decode. A clip whose cache file is damaged is decoded again; a
/// clip whose file cannot be written is not cached. Nothing is ever deleted. Safe for use by several threads and processes.
/// </summary>
/// <param name="folder">The cache folder, created if missing; null to decode clips each time.</param>
/// <param name="sampleRate">Samples per second at which the model hears audio; null for the audio's own.</param>
internal sealed class ClipCache(string? folder, int? sampleRate = null)
{
    private string? _problem;
    private int _decoded;

    public string? Folder => folder;

    /// <summary>Samples per second at which the model hears audio; null for the audio's own.</summary>
    public int? SampleRate => sampleRate;

    /// <summary>Number of clips decoded so far, without those found on disk.</summary>
    public int Decoded => Volatile.Read(ref _decoded);

    /// <summary>Why a clip could not be cached, in one sentence (for example, the disk is full); null if there was no problem.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Returns a clip from the cache, or decodes it.</summary>
    /// <exception cref="MediaException">The clip cannot be read.</exception>
    public CachedClip Load(LabeledClip clip, CancellationToken cancellationToken)
    {
        string? path = folder is null ? null : PathOf(folder, clip, sampleRate);
        ClipContents Decode() => this.Decode(clip, path, cancellationToken);
        return new CachedClip((path is null ? null : ClipContents.TryOpen(path)) ?? Decode(), Decode);
    }

    /// <summary>The cache file of a clip; subfolders keep listings short.</summary>
    internal static string PathOf(string folder, LabeledClip clip, int? sampleRate = null)
    {
        string key = CacheKey.Of(clip, sampleRate);
        return Path.Combine(folder, key[..2], key + ".clip");
    }

    private ClipContents Decode(LabeledClip clip, string? path, CancellationToken cancellationToken)
    {
        byte[] bytes = ClipDecoder.Decode(clip, sampleRate, cancellationToken);
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
/// The key of a cached clip: a hash of the paths of its files, by which everything that is cached of them is found; then a hash of their sizes
/// and modification times, and of everything that affects decoding. A changed file is therefore decoded again.
/// </summary>
internal static class CacheKey
{
    /// <exception cref="MediaException">A file of the clip cannot be found.</exception>
    public static string Of(LabeledClip clip, int? sampleRate)
    {
        var text = new StringBuilder();
        AddPath(text, clip.FramesPath, clip.FrameOrder);
        AddPath(text, clip.AudioPath, clip.FrameOrder);
        text.Append(CultureInfo.InvariantCulture,
            $"{clip.Start?.Ticks}|{clip.End?.Ticks}|{(int)clip.FrameOrder}|{clip.FrameLimit}|{ClipFile.MaxFrames}|{ClipFile.MaxSide}|{sampleRate}|{(int)clip.AudioChannel}");
        return PrefixOf(clip) + Hash(text.ToString(), 12);
    }

    /// <summary>What the keys of all clips in the same files begin with, whatever the files hold and however they were decoded.</summary>
    public static string PrefixOf(LabeledClip clip)
    {
        static string Full(string? path) => path is null ? "-" : MediaFile.FullPath(path);
        return Hash($"{Full(clip.FramesPath)}\n{Full(clip.AudioPath)}", 8);
    }

    private static string Hash(string text, int bytes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));

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

/// <summary>A decoded clip: its candidate frames in their cached size, and the normalised spectrogram. Not thread-safe.</summary>
/// <param name="contents">The contents of the clip; owned.</param>
/// <param name="again">Decodes the clip again if a frame is damaged on disk.</param>
internal sealed class CachedClip(ClipContents contents, Func<ClipContents> again) : IDisposable
{
    private ClipContents _contents = contents;

    /// <summary>Number of candidate frames; 0 for a clip without frames.</summary>
    public int FrameCount => _contents.Frames.Count;

    /// <summary>The normalised spectrogram, [512, 128]; null for a clip without audio.</summary>
    public float[]? Spectrogram => _contents.Spectrogram;

    /// <summary>Samples per second of the audio that the spectrogram shows; 0 without audio.</summary>
    public int SampleRate => _contents.SampleRate;

    public (int Width, int Height) Size(int frame) => (_contents.Frames[frame].Width, _contents.Frames[frame].Height);

    /// <summary>Unpacks a frame as RGB24 rows without padding.</summary>
    /// <exception cref="MediaException">The frame is damaged on disk, and the clip can no longer be decoded.</exception>
    public void ReadFrame(int frame, Span<byte> rgb)
    {
        if (_contents.TryReadFrame(frame, rgb))
            return;
        (int, int) size = Size(frame);
        int count = FrameCount;
        _contents.Dispose();
        _contents = again();
        if (FrameCount != count || Size(frame) != size || !_contents.TryReadFrame(frame, rgb))
            throw new MediaException("The files of a clip changed while the clip was being read; do not change files during a run.");
    }

    public void Dispose() => _contents.Dispose();
}
