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
