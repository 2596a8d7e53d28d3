using System.Globalization;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Features;

/// <summary>
/// Features of clips on disk, and the first of them, up to <see cref="MaxBytes"/>, also in memory. A file that is damaged, or not of this clip, view
/// and model, is computed again; if a file cannot be written, the training goes on without further ones. Nothing is ever deleted. Safe for use by
/// several threads and processes.
/// </summary>
/// <param name="folder">The folder, created if missing, in which a clip's files are named for its <see cref="CacheKey"/>; null for memory only.</param>
/// <param name="length">Number of features of a clip.</param>
internal sealed class FeatureCache(string? folder, int length)
{
    /// <summary>Bytes of features kept in memory, so that the memory of a training does not grow with its clips.</summary>
    public long MaxBytes { get; init; } = 64 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClipFeatures> _memory = [];
    private readonly List<string> _problems = [];
    private bool _isFull, _foundDamage;

    /// <summary>Bytes of a clip's file.</summary>
    public long FileBytes => FeatureFile.HeaderBytes + sizeof(float) * (long)length;

    /// <summary>What went wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_lock)
                return [.. _problems];
        }
    }

    /// <summary>The features of a view of a clip; null if they must be computed.</summary>
    /// <param name="clipKey">The key of the clip.</param>
    /// <param name="identity">The SHA-256 of model, clip and view.</param>
    public ClipFeatures? Find(string clipKey, byte[] identity)
    {
        string name = NameOf(clipKey, identity);
        lock (_lock)
        {
            if (_memory.TryGetValue(name, out ClipFeatures? kept))
                return kept;
        }
        if (folder is null)
            return null;
        string path = PathOf(folder, clipKey, identity);
        ClipFeatures? read = FeatureFile.TryRead(path, identity, length, out bool isDamaged);
        if (isDamaged)
            Report(ref _foundDamage, $"{Printable.Path(path)}: this file of the cache is damaged or of another training, so the encoders run again for its clip (and for others like it).");
        if (read is not null)
            Remember(name, read);
        return read;
    }

    /// <summary>Keeps features that were computed.</summary>
    public void Keep(string clipKey, byte[] identity, ClipFeatures features)
    {
        Remember(NameOf(clipKey, identity), features);
        if (folder is null || Volatile.Read(ref _isFull))
            return;
        string path = PathOf(folder, clipKey, identity);
        try
        {
            byte[] bytes = FeatureFile.Write(identity, features);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, bytes.Length, file => file.Write(bytes));
        }
        catch (Exception exception) when (exception is ModelFileException || FileFault.IsOfPath(exception))
        {
            Report(ref _isFull, string.Create(CultureInfo.InvariantCulture,
                $"The outputs of the encoders cannot be kept on disk ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}), so the training goes on without: beyond {MaxBytes >> 20} MiB in memory, the encoders run again in each epoch."));
        }
    }

    /// <summary>The file of a view of a clip: beside the decoded clip, with the same name before the first dot.</summary>
    internal static string PathOf(string folder, string clipKey, byte[] identity) => Path.Combine(folder, clipKey[..2], NameOf(clipKey, identity));

    private static string NameOf(string clipKey, byte[] identity) => $"{clipKey}.{Convert.ToHexStringLower(identity)[..16]}.features";

    private void Remember(string name, ClipFeatures features)
    {
        lock (_lock)
        {
            if ((_memory.Count + 1) * FileBytes <= MaxBytes)
                _memory.TryAdd(name, features);
        }
    }

    /// <summary>Reports the first problem of a kind.</summary>
    private void Report(ref bool wasReported, string problem)
    {
        lock (_lock)
        {
            if (!wasReported)
                _problems.Add(problem);
            wasReported = true;
        }
    }
}
