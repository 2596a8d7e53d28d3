using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training.Features;

/// <summary>
/// Reads the features of clips: from the cache or, the first time, by running the frozen part of the network. Whichever it is, the features are the
/// same bit for bit. Thread-safe; owns the frozen part.
/// </summary>
internal sealed class FeatureReader : IDisposable
{
    private const ulong ViewKey = 0x76696577, ModalityKey = 0x6d6f6461;

    private readonly FrozenPart _frozen;
    private readonly FeatureCache _kept;
    private readonly ClipCache _clips;
    private readonly TrainingOptions _options;
    private int _computed, _found;

    /// <param name="model">The model.</param>
    /// <param name="options">The options of the training.</param>
    /// <param name="clips">The decoded clips; features are kept in the same folder.</param>
    public FeatureReader(StartingModel model, TrainingOptions options, ClipCache clips)
    {
        (_options, _clips) = (options, clips);
        _frozen = new FrozenPart(model, options);
        _kept = new FeatureCache(clips.Folder, _frozen.Length);
    }

    /// <summary>Whether features can be kept: nothing that trains works inside the encoders.</summary>
    public static bool Fits(TrainableSet set) => set is TrainableSet.Head or TrainableSet.Classifier;

    /// <inheritdoc cref="FeatureCache.MaxBytes"/>
    public long MaxMemory
    {
        init => _kept = new FeatureCache(_clips.Folder, _frozen.Length) { MaxBytes = value };
    }

    /// <summary>Number of features of a clip.</summary>
    public int Length => _frozen.Length;

    /// <inheritdoc cref="FeatureCache.Problems"/>
    public IReadOnlyList<string> Problems => _kept.Problems;

    /// <summary>How often the frozen part has run, and how often its outputs were found instead.</summary>
    public (int Computed, int Found) Counts => (Volatile.Read(ref _computed), Volatile.Read(ref _found));

    /// <summary>Bytes on disk of one view of a clip.</summary>
    public long FileBytes => _kept.FileBytes;

    /// <summary>What the network sees of a clip in training.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="batch">Number of the batch in the epoch.</param>
    /// <param name="slot">Place of the clip in the batch.</param>
    public SeenClip Choose(LabeledClip clip, int epoch, int batch, int slot) =>
        new(epoch % (1 + _options.AugmentedViews), Lose(_options, clip, epoch, batch, slot));

    /// <summary>The modality that a clip loses in a step of training.</summary>
    public static LostModality Lose(TrainingOptions options, LabeledClip clip, int epoch, int batch, int slot)
    {
        // A clip with only one modality keeps it.
        if (options.ModalityDropout == 0 || clip.FramesPath is null || clip.AudioPath is null)
            return LostModality.None;
        double draw = SeededRandom.Of(options.Seed, ModalityKey, (ulong)epoch, (ulong)batch, (ulong)slot).Uniform();
        return draw >= options.ModalityDropout ? LostModality.None : draw < options.ModalityDropout / 2 ? LostModality.Frames : LostModality.Audio;
    }

    /// <summary>Reads or computes the features of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="seen">What the network sees of it.</param>
    /// <param name="view">The view of the calling thread.</param>
    /// <param name="cancellationToken">Cancels decoding and computing.</param>
    /// <exception cref="MediaException">The clip cannot be read.</exception>
    public ClipFeatures Read(LabeledClip clip, SeenClip seen, TrainingView view, CancellationToken cancellationToken)
    {
        string key = CacheKey.Of(clip, _clips.SampleRate);
        byte[] identity = Identify(key, seen);
        if (_kept.Find(key, identity) is { } kept)
        {
            Interlocked.Increment(ref _found);
            return kept;
        }
        float[] values = new float[Length];
        ClipFeatures features;
        using (CachedClip decoded = _clips.Load(clip, cancellationToken))
        {
            // The view depends on the clip alone, not on its place in an epoch.
            var random = SeededRandom.Of(_options.Seed, ViewKey, ulong.Parse(key.AsSpan(key.Length - 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture), (ulong)seen.View);
            _frozen.Compute(decoded, seen, random, view, values, cancellationToken);
            features = new ClipFeatures(values, decoded.FrameCount > 0, decoded.SampleRate);
        }
        Interlocked.Increment(ref _computed);
        // Not kept under a key that the clip no longer has.
        if (CacheKey.Of(clip, _clips.SampleRate) == key)
            _kept.Keep(key, identity, features);
        return features;
    }

    public void Dispose() => _frozen.Dispose();

    private byte[] Identify(string clipKey, SeenClip seen)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_frozen.Identity);
        // Only augmented views depend on the seed.
        ulong seed = seen.View == 0 ? 0 : _options.Seed;
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{clipKey}|{seen.View}|{seen.Lost}|{seed}")));
        return hash.GetHashAndReset();
    }
}
