using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <summary>
/// A loaded MMA-DFER model: it predicts the emotion of a clip (face and voice). Loading takes long, so load it once and use it from
/// as many threads as you like (runs queue up, and each uses all threads of the engine). Only <see cref="SetAdapter"/> changes it,
/// between two runs. Disposing is safe at any time: it waits for the run in progress, and later calls throw
/// <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed partial class EmotionRecognizer : IDisposable, IAsyncDisposable
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

    /// <summary>The labels of the model, in its own order; with an adapter, those of the adapter.</summary>
    public IReadOnlyList<string> Labels => _network.Model.Labels;

    /// <summary>Width and height in pixels of the frames that the network sees; frames of any other size are resized.</summary>
    public int ImageSize { get; }

    /// <summary>
    /// The engine that runs the network. With an <see cref="EnginePicker"/>, this is the engine in use now, or the one that ran last if
    /// all were lost.
    /// </summary>
    public Engine Engine => _network.Engine;

    /// <summary>The present state of each engine to choose from, the best first, with the reason for it.</summary>
    public IReadOnlyList<EngineReport> Engines => _network.Engines;

    /// <summary>False if the weights are known to be untrained, so that predictions mean nothing; null if the file does not say.</summary>
    public bool? IsTrained => _network.Model.IsTrained;

    /// <summary>Path of the adapter in use; null for none.</summary>
    public string? AdapterPath => _network.Model.AdapterPath;

    /// <summary>Floating-point operations of one view of a clip.</summary>
    internal long FloatOperations => _network.FloatOperations;

    /// <summary>
    /// Raised when another engine runs the network: one was lost, or a better one is back. It is raised on the thread of the call that
    /// noticed, after the run and before the call returns, while other threads may already run; a handler may use the recognizer. An
    /// exception in a handler does not end that call: it goes to <see cref="TaskScheduler.UnobservedTaskException"/>.
    /// </summary>
    public event EventHandler<EngineChangedEventArgs>? EngineChanged;

    /// <summary>Reads a clip from its sources, to their end, in the form that the network sees.</summary>
    /// <param name="frames">The frames of the face; null for none. Read, not disposed.</param>
    /// <param name="audio">The audio; null for none. Read, not disposed.</param>
    /// <param name="cancellationToken">Ends reading between two frames.</param>
    /// <exception cref="ArgumentException">Both sources are null.</exception>
    /// <exception cref="MediaException">A source is damaged, has no frames, or contains samples that are not finite numbers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Clip ReadClip(IFrameSource? frames, IAudioSource? audio, CancellationToken cancellationToken = default) =>
        ClipReader.Read(frames, audio, ImageSize, _options.TwoClip, cancellationToken);

    /// <summary>Predicts the emotion of a clip. Allocates nothing but the prediction.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="cancellationToken">
    /// Ends waiting for other runs, and ends the run itself before it is complete, as soon as the engine allows (after a few milliseconds
    /// on the CPU).
    /// </param>
    /// <exception cref="ArgumentException">The clip was read for another image size.</exception>
    /// <exception cref="ModelFileException">The prediction is not a number: weights are damaged.</exception>
    /// <exception cref="EngineException">The engine failed; with an <see cref="EnginePicker"/>, every engine did.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionPrediction Recognize(Clip clip, CancellationToken cancellationToken = default)
    {
        CheckSize(clip);
        return _network.Recognize(clip, cancellationToken);
    }

    /// <summary>Reads a clip from its sources and predicts its emotion.</summary>
    /// <param name="frames">The frames of the face; null for none. Read, not disposed.</param>
    /// <param name="audio">The audio; null for none. Read, not disposed.</param>
    /// <param name="cancellationToken">Ends reading and the run.</param>
    /// <exception cref="ArgumentException">Both sources are null.</exception>
    /// <exception cref="MediaException">A source is damaged, has no frames, or contains samples that are not finite numbers.</exception>
    /// <exception cref="ModelFileException">The prediction is not a number: weights are damaged.</exception>
    /// <exception cref="EngineException">The engine failed; with an <see cref="EnginePicker"/>, every engine did.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionPrediction Recognize(IFrameSource? frames, IAudioSource? audio, CancellationToken cancellationToken = default) =>
        Recognize(ReadClip(frames, audio, cancellationToken), cancellationToken);

    /// <summary>Predicts the emotion of a clip on another thread.</summary>
    /// <inheritdoc cref="Recognize(Clip, CancellationToken)"/>
    public Task<EmotionPrediction> RecognizeAsync(Clip clip, CancellationToken cancellationToken = default)
    {
        CheckSize(clip);
        return Task.Run(() => _network.Recognize(clip, cancellationToken), cancellationToken);
    }

    /// <summary>Reads a clip from its sources and predicts its emotion, on another thread.</summary>
    /// <inheritdoc cref="Recognize(IFrameSource?, IAudioSource?, CancellationToken)"/>
    public Task<EmotionPrediction> RecognizeAsync(
        IFrameSource? frames, IAudioSource? audio, CancellationToken cancellationToken = default) =>
        Task.Run(() => Recognize(frames, audio, cancellationToken), cancellationToken);

    /// <summary>Opens a stream that follows a face: for frames and audio that arrive while the program runs.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The stream; dispose it. It ends with this recognizer at the latest.</returns>
    /// <exception cref="ArgumentException">
    /// The label map or the baseline belongs to a model with other labels, or approximate windows are asked for together with TwoClip.
    /// </exception>
    /// <exception cref="EngineException">Approximate windows are asked for, and the engine or the model does not support them.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionStream OpenStream(EmotionStreamOptions? options = null) => OpenStream(options, null);

    /// <summary>
    /// Watches sources to their end and returns one reading after the other. Of cameras and microphones
    /// (<see cref="IFrameSource.IsLive"/>) it takes the newest window, as often as the machine can; of recordings it takes every window,
    /// however long that takes, with the same result on any machine.
    /// </summary>
    /// <param name="frames">The frames; null for none. Read, not disposed.</param>
    /// <param name="audio">The audio; null for none. Read, not disposed. Its times and those of the frames are on one clock.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Ends watching, as leaving the loop does. A read that waits for a device continues until the device delivers data or is disposed.
    /// </param>
    /// <exception cref="ArgumentException">Both sources are null, or the options do not fit the model.</exception>
    /// <exception cref="MediaException">A source is damaged or its decoder failed; or a device was lost, and reading it again failed too.</exception>
    /// <exception cref="EngineException">The engine failed (live: it was tried again, and failed for 3 s without a success between).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public IAsyncEnumerable<EmotionReading> WatchAsync(
        IFrameSource? frames, IAudioSource? audio, EmotionStreamOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (frames is null && audio is null)
            throw new ArgumentException("Frames, audio or both are needed.", nameof(frames));
        options ??= new EmotionStreamOptions();
        Check(options);
        if (frames?.IsLive == true || audio?.IsLive == true)
            return SourceWatch.Live(frames, audio, onReading => OpenStream(options, onReading), cancellationToken);
        var stream = new LiveStream(options, ImageSize, Labels);
        return SourceWatch.Recorded(frames, audio, stream, options, _network, new WindowBuffer(ImageSize, _options.TwoClip), cancellationToken);
    }

    /// <summary>
    /// Replaces the adapter, or removes it, without loading the encoders again: this takes about as long as a clip. It is safe at
    /// any time, on any thread: runs before it use the old adapter, runs after it the new one, with its labels.
    /// </summary>
    /// <param name="path">A file made by fine-tuning this same model; null for the model as it was loaded. It is not needed afterwards.</param>
    /// <exception cref="ModelFileException">
    /// The file is missing, damaged, hostile, not an adapter, or belongs to another model; the adapter in use stays.
    /// </exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape; the adapter in use stays.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public void SetAdapter(string? path) => SetAdapter(path, CancellationToken.None);

    /// <summary>Replaces the adapter, or removes it, on another thread: see <see cref="SetAdapter(string?)"/>.</summary>
    /// <param name="path">A file made by fine-tuning this same model; null for the model as it was loaded. It is not needed afterwards.</param>
    /// <param name="cancellationToken">Ends waiting for other runs; the adapter in use stays.</param>
    /// <inheritdoc cref="SetAdapter(string?)"/>
    /// <exception cref="OperationCanceledException">It was cancelled; the adapter in use stays.</exception>
    public Task SetAdapterAsync(string? path, CancellationToken cancellationToken = default) =>
        Task.Run(() => SetAdapter(path, cancellationToken), cancellationToken);

    /// <summary>
    /// Frees weights and threads, after the run in progress. An engine that hangs in its driver is not waited for; its memory
    /// is freed when it returns.
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

    /// <summary>Like <see cref="Dispose"/>, without blocking the calling thread while the run in progress ends.</summary>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));

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

    private void SetAdapter(string? path, CancellationToken cancellationToken)
    {
        using AdapterFile? adapter = path is null ? null : AdapterFile.Open(path);
        _network.SetAdapter(adapter, path, cancellationToken);
    }

    private void CheckSize(Clip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (clip.ImageSize != ImageSize)
            throw new ArgumentException($"The clip was read for {clip.ImageSize} pixels, but this model needs {ImageSize}; read it with this recognizer.", nameof(clip));
    }

    private void Check(EmotionStreamOptions options)
    {
        if (options.LabelMap?.Keys.FirstOrDefault(k => EmotionLabels.IndexOf(Labels, k) < 0) is { } unknown)
            throw new ArgumentException($"The label map contains '{unknown}', which is not a label of the model; its labels are {string.Join(", ", Labels)}.", nameof(options));
        if (options.Baseline is { } baseline && !baseline.Labels.SequenceEqual(Labels))
            throw new ArgumentException($"The baseline belongs to a model with other labels; the labels of this model are {string.Join(", ", Labels)}.", nameof(options));
        if (options.Reuse == WindowReuse.Exact)
            return;
        if (_options.TwoClip)
            throw new ArgumentException("Approximate windows have one choice of frames, but this recognizer averages two; load it without TwoClip.", nameof(options));
        _network.PrepareSliding();
    }

    private void Forget(EmotionStream stream)
    {
        lock (_streams)
            _streams.Remove(stream);
    }
}
