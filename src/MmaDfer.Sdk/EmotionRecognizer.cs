using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <summary>
/// The complete MMA-DFER model, loaded and ready: give it a clip (face and voice), it gives the emotion. Heavy: load it
/// once, use it from as many threads as you like (runs queue up, each uses all of the engine's threads). Nothing about it
/// changes but what <see cref="SetAdapter"/> changes, between two runs. Disposing is safe at any time: it waits for the run in
/// progress, later calls throw <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed class EmotionRecognizer : IDisposable
{
    private readonly LoadedNetwork _network;
    private readonly EmotionRecognizerOptions _options;
    private readonly LiveWorkers _workers;
    private readonly HashSet<EmotionStream> _streams = [];
    private bool _disposed;

    private EmotionRecognizer(LoadedNetwork network, EmotionRecognizerOptions options)
    {
        _network = network;
        _options = options;
        _workers = new LiveWorkers(network, options.TwoClip);
        ImageSize = network.Model.Config.ImageSize;
        network.EngineChanged += Raise;
    }

    /// <summary>The emotions the model knows, in its own order; those of the adapter, if there is one.</summary>
    public IReadOnlyList<string> Labels => _network.Model.Labels;

    /// <summary>Width and height in pixels of the frames the network sees; any picture is resized to it.</summary>
    public int ImageSize { get; }

    /// <summary>
    /// Where the network runs; with an <see cref="EnginePicker"/>, the engine of those to choose from that runs it now (after all were
    /// lost, the one that ran it last).
    /// </summary>
    public Engine Engine => _network.Engine;

    /// <summary>What is known about each engine to choose from at this moment, the best first: which is used, and why not the others.</summary>
    public IReadOnlyList<EngineReport> Engines => _network.Engines;

    /// <summary>False if the weights are known to be untrained, so that answers mean nothing; null if the file does not say.</summary>
    public bool? IsTrained => _network.Model.IsTrained;

    /// <summary>Path of the adapter in use; null for the model as it is.</summary>
    public string? Adapter => _network.Model.Adapter;

    /// <summary>Floating-point operations of one view of a clip.</summary>
    internal long FloatOperations => _network.FloatOperations;

    /// <summary>
    /// Another engine runs the network: one was lost, or a better one is back. Raised on the thread of the call that met with it,
    /// after its run and before it returns, while other threads may already run; a handler may use the recognizer. What a handler throws
    /// does not cost that call its answer: it goes to <see cref="TaskScheduler.UnobservedTaskException"/>.
    /// </summary>
    public event EventHandler<EngineChangedEventArgs>? EngineChanged;

    /// <summary>Loads a model: a <c>.safetensors</c> file made by <see cref="ModelConverter"/>, or an official <c>.pth</c>.</summary>
    /// <param name="path">The file; told apart by content. Nothing in it is executed. Not needed any more after loading.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged, hostile, incomplete or no MMA-DFER model.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    /// <exception cref="EngineException">The engine is not available on this machine.</exception>
    public static EmotionRecognizer Load(string path, EmotionRecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Load(_ => ModelFile.Open(path), options, null, CancellationToken.None);
    }

    /// <summary>Loads a model from a stream (a game's archive, say), from its present position. The stream stays the caller's.</summary>
    /// <inheritdoc cref="Load(string, EmotionRecognizerOptions?)"/>
    public static EmotionRecognizer Load(Stream stream, EmotionRecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(o => NetworkLoader.Open(stream, o), options, null, CancellationToken.None);
    }

    /// <summary>Loads a model on another thread.</summary>
    /// <param name="path">The file; told apart by content.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="progress">Told the share read, 0 to 1, on a loading thread.</param>
    /// <param name="cancellationToken">Ends loading; nothing is kept.</param>
    /// <inheritdoc cref="Load(string, EmotionRecognizerOptions?)"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<EmotionRecognizer> LoadAsync(
        string path, EmotionRecognizerOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Task.Run(() => Load(_ => ModelFile.Open(path), options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Loads a model from a stream on another thread; the stream must stay open until then.</summary>
    /// <inheritdoc cref="LoadAsync(string, EmotionRecognizerOptions?, IProgress{double}?, CancellationToken)"/>
    public static Task<EmotionRecognizer> LoadAsync(
        Stream stream, EmotionRecognizerOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Task.Run(() => Load(o => NetworkLoader.Open(stream, o), options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// The real network in its real size with weights drawn by chance: for measuring speed and for trying out the SDK
    /// before weights are at hand. Its answers mean nothing, and <see cref="IsTrained"/> says so.
    /// </summary>
    /// <param name="imageSize">Width and height of the frames: a multiple of 16; published models have 112, 160 or 224.</param>
    /// <param name="labels">Emotions; null for the seven of DFEW.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <exception cref="EngineException">The engine is not available on this machine.</exception>
    public static EmotionRecognizer CreateUntrained(
        int imageSize = 112, IReadOnlyList<string>? labels = null, EmotionRecognizerOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, MmaDferConfig.Patch);
        ArgumentOutOfRangeException.ThrowIfNotEqual(imageSize % MmaDferConfig.Patch, 0, nameof(imageSize));
        labels ??= EmotionLabels.Dfew;
        var config = new MmaDferConfig { ImageSize = imageSize, Classes = labels.Count };
        return Load(_ => ModelFile.Untrained(config, labels), options, null, CancellationToken.None);
    }

    /// <summary>Reads a clip from its sources, to their end: what the network sees of it, ready to be recognised.</summary>
    /// <param name="frames">Pictures of the face; null if there are none. Read, not disposed.</param>
    /// <param name="audio">The voice; null if there is none. Read, not disposed.</param>
    /// <param name="cancellationToken">Looked at between frames.</param>
    /// <exception cref="ArgumentException">Both sources are null.</exception>
    /// <exception cref="MediaException">A source is damaged, has no frames, or holds samples that are not numbers.</exception>
    public Clip ReadClip(IFrameSource? frames, IAudioSource? audio, CancellationToken cancellationToken = default) =>
        ClipReader.Read(frames, audio, ImageSize, _options.TwoClip, cancellationToken);

    /// <summary>Recognises a clip. Allocates nothing but the prediction.</summary>
    /// <exception cref="ArgumentException">The clip was read for another image size.</exception>
    /// <exception cref="ModelFileException">The answer is not a number: weights are damaged.</exception>
    /// <exception cref="EngineException">The engine failed; with an <see cref="EnginePicker"/>, every engine did.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionPrediction Recognize(Clip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (clip.ImageSize != ImageSize)
            throw new ArgumentException($"The clip was read for {clip.ImageSize} pixels, this model sees {ImageSize}; read it with this recognizer.", nameof(clip));
        return _network.Recognize(clip);
    }

    /// <summary>Reads a clip from its sources and recognises it.</summary>
    /// <inheritdoc cref="ReadClip"/>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionPrediction Recognize(IFrameSource? frames, IAudioSource? audio) => Recognize(ReadClip(frames, audio));

    /// <summary>Reads a clip and recognises it on another thread.</summary>
    /// <param name="frames">Pictures of the face; null if there are none. Read, not disposed.</param>
    /// <param name="audio">The voice; null if there is none. Read, not disposed.</param>
    /// <param name="cancellationToken">Looked at between frames and before the network runs.</param>
    /// <inheritdoc cref="Recognize(IFrameSource?, IAudioSource?)"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<EmotionPrediction> RecognizeAsync(
        IFrameSource? frames, IAudioSource? audio, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                Clip clip = ReadClip(frames, audio, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                return Recognize(clip);
            },
            cancellationToken);

    /// <summary>Opens a stream that follows a face: for frames and sound that come while the program runs.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The stream; dispose it. It ends with this recognizer at the latest.</returns>
    /// <exception cref="ArgumentException">The map of labels or the baseline is for a model with other labels, or two choices of frames are to be approximate.</exception>
    /// <exception cref="EngineException">Windows are to be approximate, and engine or model cannot.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionStream OpenStream(EmotionStreamOptions? options = null) => OpenStream(options, null);

    /// <summary>
    /// Watches sources to their end and gives a reading after the other: of cameras and microphones (<see cref="IFrameSource.IsLive"/>)
    /// the newest, as quickly as the machine can; of recordings every one, however long it takes, the same on any machine.
    /// </summary>
    /// <param name="frames">Pictures; null for none. Read, not disposed.</param>
    /// <param name="audio">Sound; null for none. Read, not disposed. Its times and those of the pictures are on one clock.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Ends watching, as leaving the loop does. A read that waits for a device goes on until that gives something or is disposed.
    /// </param>
    /// <exception cref="ArgumentException">Both sources are null, or the options do not fit the model.</exception>
    /// <exception cref="MediaException">A source is damaged or its decoder failed; of a device: it was lost, and reading it again failed too.</exception>
    /// <exception cref="EngineException">The engine failed, for recordings; live, it is tried again, and has failed for 3 s without a success between.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public IAsyncEnumerable<EmotionReading> WatchAsync(
        IFrameSource? frames, IAudioSource? audio, EmotionStreamOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (frames is null && audio is null)
            throw new ArgumentException("Frames, sound or both are needed.", nameof(frames));
        options ??= new EmotionStreamOptions();
        Check(options);
        if (frames?.IsLive == true || audio?.IsLive == true)
            return SourceWatch.Live(frames, audio, onReading => OpenStream(options, onReading), options.TimeProvider, cancellationToken);
        var stream = new LiveStream(options, ImageSize, Labels);
        return SourceWatch.Recorded(frames, audio, stream, options, _network, new WindowBuffer(ImageSize, _options.TwoClip), cancellationToken);
    }

    /// <summary>
    /// Puts another adapter in place, or none, without loading the encoders again: it takes about as long as a clip. Safe at
    /// any time, from any thread: runs before it use the old one, runs after it the new one, with its labels.
    /// </summary>
    /// <param name="path">A file made by fine-tuning this very model; null for the model as it was loaded. Not needed any more afterwards.</param>
    /// <exception cref="ModelFileException">
    /// The file is missing, damaged, hostile, no adapter, or belongs to another model; the adapter in use stays.
    /// </exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape; the adapter in use stays.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public void SetAdapter(string? path)
    {
        using AdapterFile? adapter = path is null ? null : AdapterFile.Open(path);
        _network.Apply(adapter, path);
    }

    /// <summary>
    /// Frees weights and threads, after the run in progress. An engine that hangs in its driver is not waited for; its memory
    /// is free when it comes back.
    /// </summary>
    public void Dispose()
    {
        EmotionStream[] streams;
        lock (_streams)
        {
            _disposed = true;
            streams = [.. _streams];
        }
        foreach (EmotionStream stream in streams)
            stream.Dispose();
        _workers.Dispose();
        _network.Dispose();
    }

    private EmotionStream OpenStream(EmotionStreamOptions? options, Action<EmotionReading>? onReading)
    {
        options ??= new EmotionStreamOptions();
        Check(options);
        var stream = new EmotionStream(this, options, _workers, Forget, onReading);
        bool tooLate;
        lock (_streams)
        {
            tooLate = _disposed;
            _streams.Add(stream);
        }
        if (tooLate)
            stream.Dispose();
        ObjectDisposedException.ThrowIf(tooLate, this);
        return stream;
    }

    private void Raise(EngineChangedEventArgs change)
    {
        Diagnostics.EngineChanges.Add(1);
        foreach (EventHandler<EngineChangedEventArgs> handler in Delegate.EnumerateInvocationList(EngineChanged))
        {
            try
            {
                handler(this, change);
            }
            catch (Exception exception)
            {
                _ = Task.FromException(exception);
            }
        }
    }

    private void Check(EmotionStreamOptions options)
    {
        if (options.LabelMap?.Keys.FirstOrDefault(k => !Labels.Contains(k)) is { } unknown)
            throw new ArgumentException($"The map of labels has '{unknown}', which the model does not know; it knows {string.Join(", ", Labels)}.", nameof(options));
        if (options.Baseline is { } baseline && !baseline.Labels.SequenceEqual(Labels))
            throw new ArgumentException($"The baseline is of a model with other labels; this one's are {string.Join(", ", Labels)}.", nameof(options));
        if (options.Reuse == WindowReuse.Exact)
            return;
        if (_options.TwoClip)
            throw new ArgumentException("Approximate windows have one choice of frames; this recognizer averages two: load it without TwoClip.", nameof(options));
        _network.PrepareSliding();
    }

    private void Forget(EmotionStream stream)
    {
        lock (_streams)
            _streams.Remove(stream);
    }

    private static EmotionRecognizer Load(
        Func<EmotionRecognizerOptions, ModelFile> open, EmotionRecognizerOptions? options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        options ??= new EmotionRecognizerOptions();
        return new EmotionRecognizer(NetworkLoader.Load(() => open(options), options, progress, cancellationToken), options);
    }
}
