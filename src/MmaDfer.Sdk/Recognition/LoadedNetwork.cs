using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Network.Sliding;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Recognition;

/// <summary>A model on an engine, shared by a recognizer and its streams. Safe for any number of threads: one at a time has the turn to use it.</summary>
internal sealed class LoadedNetwork : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ExactSessions _exact;
    private readonly LoadedModel _base;
    private readonly IDisposable? _kept;
    private volatile LoadedModel _current;
    private SlidingSessions? _sliding;
    private bool _disposed;

    private LoadedNetwork(ExactSessions exact, LoadedModel model, IDisposable? kept)
    {
        _exact = exact;
        _base = _current = model;
        _kept = kept;
    }

    /// <summary>The maximum number of clips that one run computes at once.</summary>
    public int MaxBatch => _exact.MaxBatch;

    /// <summary>The model in use, with its adapter.</summary>
    public LoadedModel Model => _current;

    /// <summary>Floating-point operations of one run.</summary>
    public long FloatOperations { get; private init; }

    /// <summary>The engine in use, or the one that ran last.</summary>
    public Engine Engine => _exact.Engine;

    /// <summary>The state of each engine, the best first.</summary>
    public IReadOnlyList<EngineReport> Engines => _exact.Reports;

    /// <summary>Raised after a turn, on its thread, while other threads may already run. Handlers must not throw.</summary>
    public event Action<EngineChangedEventArgs>? EngineChanged;

    /// <summary>Loads a model and its adapter.</summary>
    /// <param name="open">Opens the model.</param>
    /// <param name="options">Engine, adapter, batch size.</param>
    /// <param name="progress">Receives the share of the weights read, 0 to 1, on a loading thread.</param>
    /// <param name="cancellationToken">Stops loading; nothing is kept.</param>
    public static LoadedNetwork Load(
        Func<ModelFile> open, EmotionRecognizerOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using AdapterFile? adapter = options.AdapterPath is { } path ? AdapterFile.Open(path) : null;
        ModelFile model = open();
        // An engine that has read all weights needs the file no longer.
        bool keep = options.Engine.KeepsWeights;
        LoadedNetwork? loaded = null;
        try
        {
            string? identity = adapter is null ? ModelMetadata.StatedIdentity(model.Weights) : model.Identity(cancellationToken);
            // An adapter of another model is an error before the slow part begins.
            adapter?.Over(model.Weights, model.Config, identity);
            var network = new MmaDferNetwork(model.Config, model.Weights);
            var count = new CountingOps();
            network.Build(count, batch: 1);
            ExactSessions exact = ExactSessions.Prepare(options.Engine, network, options.MaxBatch, progress, cancellationToken);
            loaded = new LoadedNetwork(exact, model.Facts(identity, keep), keep ? model : null) { FloatOperations = count.FloatOperations };
            if (adapter is not null)
                loaded.SetAdapter(adapter, options.AdapterPath, cancellationToken);
            return loaded;
        }
        catch
        {
            loaded?.Dispose();
            keep = false;
            throw;
        }
        finally
        {
            if (!keep)
                model.Dispose();
        }
    }

    /// <summary>Runs the network for one clip. Allocates nothing but the prediction.</summary>
    /// <inheritdoc cref="Recognize(ReadOnlySpan{INetworkInput}, Span{EmotionPrediction}, CancellationToken)"/>
    public EmotionPrediction Recognize(INetworkInput input, CancellationToken cancellationToken = default)
    {
        EmotionPrediction prediction = null!;
        Recognize(new ReadOnlySpan<INetworkInput>(in input), new Span<EmotionPrediction>(ref prediction), cancellationToken);
        return prediction;
    }

    /// <summary>Runs the network for several clips, at once where that is faster. Allocates nothing but the predictions.</summary>
    /// <param name="inputs">The clips.</param>
    /// <param name="predictions">Receives as many predictions.</param>
    /// <param name="cancellationToken">Ends waiting for the turn, and a run between two of its phases.</param>
    /// <exception cref="ModelFileException">A score is NaN or infinite.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Recognize(
        ReadOnlySpan<INetworkInput> inputs, Span<EmotionPrediction> predictions, CancellationToken cancellationToken = default)
    {
        EnterTurn(cancellationToken);
        try
        {
            LoadedModel model = _current;
            for (int i = 0; i < inputs.Length; i++)
                predictions[i] = EmotionPrediction.Of(inputs[i], model.Labels, model.SureFrom);
            _exact.Run(inputs, predictions, model, cancellationToken);
        }
        finally
        {
            EndTurn();
        }
        for (int i = 0; i < inputs.Length; i++)
            predictions[i].Complete();
    }

    /// <summary>Runs the network for the new part of a sliding window, and for its newest part alone. Allocates nothing but the predictions.</summary>
    /// <param name="input">The window.</param>
    /// <param name="sliding">The results of earlier windows of the same stream.</param>
    /// <param name="epoch">The number of the stream's start; windows of different starts share no frames.</param>
    /// <param name="lastSlot">The time slot of the newest of the 16 frames; the frame before it is one slot earlier, and so on.</param>
    /// <param name="newest">The newest part of the window; null if it is not wanted.</param>
    /// <param name="newestPrediction">Its prediction; null without it.</param>
    /// <inheritdoc cref="Recognize(ReadOnlySpan{INetworkInput}, Span{EmotionPrediction}, CancellationToken)"/>
    public EmotionPrediction Recognize(
        INetworkInput input, SlidingWindow sliding, long epoch, long lastSlot, INetworkInput? newest, out EmotionPrediction? newestPrediction)
    {
        EnterTurn(CancellationToken.None);
        try
        {
            LoadedModel model = _current;
            SlidingSessions sessions = _sliding ??= CreateSliding();
            EmotionPrediction prediction = Predict(input, model, sessions.Run(input, sliding, epoch, lastSlot, model.Temperature));
            newestPrediction = newest is null ? null : Predict(newest, model, sessions.RunNewest(newest, sliding));
            return prediction;
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Prepares the sessions for sliding windows, unless they are prepared already.</summary>
    /// <exception cref="EngineException">The engine or the variant of the network does not support sliding windows.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void PrepareSliding()
    {
        EnterTurn(CancellationToken.None);
        try
        {
            _sliding ??= CreateSliding();
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Replaces the adapter, or removes it.</summary>
    /// <param name="adapter">The adapter, which stays the caller's; null for none.</param>
    /// <param name="path">Its path.</param>
    /// <param name="cancellationToken">Ends waiting for the turn; the adapter in use stays.</param>
    /// <exception cref="ModelFileException">It belongs to another model; the adapter in use stays.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape; the adapter in use stays.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void SetAdapter(AdapterFile? adapter, string? path, CancellationToken cancellationToken)
    {
        // Read completely before anything changes, so that a damaged file changes nothing. Another engine may also need the values later.
        if (adapter is not null)
            adapter = AdapterFile.Of(MemoryWeights.CopyOf(adapter.Weights));
        EnterTurn(cancellationToken);
        try
        {
            LoadedModel model = _base;
            if (adapter is not null)
            {
                (MmaDferConfig config, WeightStore weights) = adapter.Over(_base.Weights, _base.Config, _base.EncodersSha256);
                model = new LoadedModel(config, weights, _base.EncodersSha256, adapter.Labels) { Temperature = adapter.Temperature, SampleRate = adapter.SampleRate ?? _base.SampleRate, AlignsFaces = _base.AlignsFaces, SureFrom = adapter.SureFrom, IsTrained = true, AdapterPath = path };
            }
            // They share weights that are about to change; the next sliding window prepares them again.
            _sliding?.Dispose();
            _sliding = null;
            var replaced = (adapter?.Weights.Tensors.Keys ?? []).ToHashSet();
            LoadedModel facts = model with { Weights = WeightView.WithoutValues(model.Weights) };
            _exact.Rebuild(new MmaDferNetwork(model.Config, model.Weights), replaced);
            _current = facts;
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Frees everything, after the run in progress.</summary>
    public void Dispose()
    {
        _turn.Wait();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            _sliding?.Dispose();
            _exact.Dispose();
            _kept?.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static EmotionPrediction Predict(INetworkInput input, LoadedModel model, ReadOnlySpan<float> scores)
    {
        ExactSessions.Check(scores, model);
        EmotionPrediction prediction = EmotionPrediction.Of(input, model.Labels, model.SureFrom);
        prediction.Add(scores, 1, model.Temperature);
        prediction.Complete();
        return prediction;
    }

    private SlidingSessions CreateSliding() => new(_exact.Single, new SlidingNetwork(_current.Config, _current.Weights));

    private void EnterTurn(CancellationToken cancellationToken)
    {
        _turn.Wait(cancellationToken);
        if (!_disposed)
            return;
        _turn.Release();
        throw new ObjectDisposedException(typeof(EmotionRecognizer).FullName);
    }

    /// <summary>Handlers of changes of the engine run outside of the turn.</summary>
    private void EndTurn()
    {
        EngineChangedEventArgs[] changes = _exact.TakeChanges();
        _turn.Release();
        foreach (EngineChangedEventArgs change in changes)
            EngineChanged?.Invoke(change);
    }
}
