using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <summary>
/// A loaded MMA-DFER model: it predicts the emotion of a clip (face and audio). Loading takes long, so load it once and use it from
/// as many threads as you like (runs queue up, and each uses all threads of the engine). Only <see cref="SetAdapter"/> changes it,
/// between two runs. Disposing is safe at any time: it waits for the run in progress, and later calls throw
/// <see cref="ObjectDisposedException"/>.
/// </summary>
public sealed partial class EmotionRecognizer : IDisposable, IAsyncDisposable
{
    private readonly LoadedNetwork _network;
    private readonly EmotionRecognizerOptions _options;
    private readonly LiveWorkers _workers;
    /// <summary>Open streams and scenes, which may be dropped undisposed.</summary>
    private readonly ConditionalWeakTable<IDisposable, object?> _streams = [];
    private bool _disposed;

    private EmotionRecognizer(LoadedNetwork network, EmotionRecognizerOptions options)
    {
        _network = network;
        _options = options;
        _workers = new LiveWorkers(network, options.TwoClip);
        ImageSize = network.Model.Config.ImageSize;
        // The threads of the engine and of the streams must not keep a recognizer that was dropped undisposed, nor its handlers.
        var self = new WeakReference<EmotionRecognizer>(this);
        network.EngineChanged += change =>
        {
            if (self.TryGetTarget(out EmotionRecognizer? recognizer))
                recognizer.Raise(change);
        };
        Unloading.Add(this, static recognizer => recognizer.Dispose());
    }

    /// <summary>The labels of the model, in its own order; with an adapter, those of the adapter.</summary>
    public IReadOnlyList<string> Labels => _network.Model.Labels;

    /// <summary>Width and height in pixels of the frames that the network sees; frames of any other size are resized.</summary>
    public int ImageSize { get; }

    /// <summary>
    /// Whether the model learned faces that are aligned by eyes and mouth, as its file says. Streams and scenes then cut a square that turns with
    /// the line between the eyes: with d from the eyes' middle to the mouth's (between its corners, if known) and e from eye to eye, its side is
    /// 1.75 sqrt(d^2 + e^2), and its middle lies 0.46 of the way from the eyes to the mouth. Of a face without <see cref="Faces.FaceBox.Landmarks"/> it is
    /// a guess by the box, 0.86 as large: the model is less exact then. A frame that is a face as a whole stays whole, so clips must show such squares already. False: streams cut the box.
    /// </summary>
    public bool AlignsFaces => _network.Model.AlignsFaces;

    /// <summary>
    /// Samples per second of the audio that the model learned; audio of other rates is converted to it. Null if model and adapter name none:
    /// audio is then heard at its own rate, as the published models do.
    /// </summary>
    public int? SampleRate => _network.Model.SampleRate;

    /// <summary>
    /// The confidence, 0 to 1, from which a prediction counts as sure (<see cref="EmotionPrediction.IsSure"/>, <see cref="ReadingFlags.Unsure"/>), as
    /// the model's file names it, or the adapter; null if it names none. It was chosen on clips on which the model is right often enough from there on.
    /// </summary>
    public float? SureFrom => _network.Model.SureFrom;

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

    /// <summary>What the model hears of audio.</summary>
    internal Hearing Hearing => new(SampleRate, _options.AudioChannel);

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
        ClipReader.Read(frames, audio, ImageSize, _options.TwoClip, cancellationToken, hearing: Hearing);

    /// <summary>Predicts the emotion of a clip. Allocates nothing but the prediction.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="cancellationToken">
    /// Ends waiting for other runs, and ends the run itself before it is complete, as soon as the engine allows (after a few milliseconds
    /// on the CPU).
    /// </param>
    /// <exception cref="ArgumentException">The clip was read for another image size or sample rate.</exception>
    /// <exception cref="ModelFileException">The prediction is not a number: weights are damaged.</exception>
    /// <exception cref="EngineException">The engine failed; with an <see cref="EnginePicker"/>, every engine did.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionPrediction Recognize(Clip clip, CancellationToken cancellationToken = default)
    {
        CheckFits(clip);
        EmotionPrediction prediction = _network.Recognize(clip, cancellationToken);
        Diagnostics.Clips.Add(1);
        return prediction;
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
        CheckFits(clip);
        return Task.Run(() => Recognize(clip, cancellationToken), cancellationToken);
    }

    /// <summary>Reads a clip from its sources and predicts its emotion, on another thread.</summary>
    /// <inheritdoc cref="Recognize(IFrameSource?, IAudioSource?, CancellationToken)"/>
    public Task<EmotionPrediction> RecognizeAsync(
        IFrameSource? frames, IAudioSource? audio, CancellationToken cancellationToken = default) =>
        Task.Run(() => Recognize(frames, audio, cancellationToken), cancellationToken);

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
    public void SetAdapter(string? path) => ReplaceAdapter(path, CancellationToken.None);

    /// <summary>Replaces the adapter, or removes it, on another thread: see <see cref="SetAdapter(string?)"/>.</summary>
    /// <param name="path">A file made by fine-tuning this same model; null for the model as it was loaded. It is not needed afterwards.</param>
    /// <param name="cancellationToken">Ends waiting for other runs; the adapter in use stays.</param>
    /// <inheritdoc cref="SetAdapter(string?)"/>
    /// <exception cref="OperationCanceledException">It was cancelled; the adapter in use stays.</exception>
    public Task SetAdapterAsync(string? path, CancellationToken cancellationToken = default) =>
        Task.Run(() => ReplaceAdapter(path, cancellationToken), cancellationToken);

    /// <summary>
    /// Frees weights and threads, after the run in progress. An engine that hangs in its driver is not waited for; its memory
    /// is freed when it returns.
    /// </summary>
    public void Dispose()
    {
        IDisposable[] streams;
        lock (_streams)
        {
            _disposed = true;
            streams = [.. _streams.Select(s => s.Key)];
        }
        foreach (IDisposable stream in streams)
            stream.Dispose();
        _workers.Dispose();
        _network.Dispose();
    }

    /// <summary>Like <see cref="Dispose"/>, without blocking the calling thread while the run in progress ends.</summary>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));

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

    private void ReplaceAdapter(string? path, CancellationToken cancellationToken)
    {
        using AdapterFile? adapter = path is null ? null : AdapterFile.Open(path);
        _network.SetAdapter(adapter, path, cancellationToken);
    }

    private void CheckFits(Clip clip)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (clip.ImageSize != ImageSize)
            throw new ArgumentException($"The clip was read for {clip.ImageSize} pixels, but this model needs {ImageSize}; read it with this recognizer.", nameof(clip));
        if (SampleRate is { } rate && clip.AudioRate is { } found && found != rate)
            throw new ArgumentException($"The audio of the clip was read at {found} Hz, but this model hears {rate} Hz; read it with this recognizer and its present adapter.", nameof(clip));
    }
}
