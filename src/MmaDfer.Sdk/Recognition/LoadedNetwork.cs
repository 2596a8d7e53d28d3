using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Network.Sliding;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Recognition;

/// <summary>
/// A model made ready on an engine: what a recognizer and its streams share. Safe for any number of threads: runs queue up.
/// </summary>
internal sealed class LoadedNetwork : IDisposable
{
    private readonly Turns _turns = new();
    private readonly Session _session;
    private readonly FailoverSession? _failover;
    private readonly IDisposable? _kept;
    private readonly Engine _engine;
    private readonly LoadedModel _base;
    private volatile LoadedModel _current;
    private SlidingSessions? _sliding;
    private bool _disposed;

    /// <summary>Takes the session over.</summary>
    /// <param name="session">The network on the engine.</param>
    /// <param name="model">What it computes.</param>
    /// <param name="engine">Where.</param>
    /// <param name="kept">What must stay open as long as this lives; disposed with it.</param>
    public LoadedNetwork(Session session, LoadedModel model, Engine engine, IDisposable? kept)
    {
        _session = session;
        _failover = session as FailoverSession;
        _engine = engine;
        _kept = kept;
        _base = _current = model;
    }

    /// <summary>What it computes now.</summary>
    public LoadedModel Model => _current;

    /// <summary>Floating-point operations of one run.</summary>
    public long FloatOperations { get; init; }

    /// <summary>Where it runs, or ran last.</summary>
    public Engine Engine => _failover?.Engine ?? _engine;

    /// <summary>What is known about each engine, the best first.</summary>
    public IReadOnlyList<EngineReport> Engines =>
        _failover?.Reports ?? [new EngineReport(_engine, EngineState.InUse, "it is the only one asked for.")];

    /// <summary>Raised after a turn, on its thread, while others may already run.</summary>
    public event Action<EngineChangedEventArgs>? EngineChanged;

    /// <summary>Runs the network. Allocates nothing but the prediction.</summary>
    /// <param name="input">What it is shown.</param>
    /// <param name="sliding">What is known of it, after <see cref="PrepareSliding"/>; null to compute all.</param>
    /// <exception cref="ModelFileException">The answer is not a number.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public EmotionPrediction Recognize(INetworkInput input, SlidingRequest? sliding = null)
    {
        float[] logits, probabilities;
        LoadedModel model;
        _turns.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmotionRecognizer));
            model = _current;
            logits = new float[model.Labels.Count];
            probabilities = new float[model.Labels.Count];
            for (int view = 0; view < input.Views; view++)
            {
                Run(input, view, sliding).CopyTo(logits);
                if (!Probabilities.AreFinite(logits))
                    throw new ModelFileException($"{model.Adapter ?? model.Weights.Origin}: the model's answer is not a number; its weights are damaged: fetch or convert it again.");
                Probabilities.AddSoftmax(logits, 1f / input.Views, probabilities, model.Temperature);
            }
        }
        finally
        {
            EndTurn();
        }
        if (input.Views > 1)
            Probabilities.Logarithms(probabilities, logits);
        return new EmotionPrediction(model.Labels, logits, probabilities, input.Start, input.End, input.HasFrames, input.HasAudio);
    }

    /// <summary>Makes the parts ready with which windows that slide are computed, if they are not yet.</summary>
    /// <exception cref="EngineException">The engine or the variant of the network cannot do so.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void PrepareSliding()
    {
        _turns.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmotionRecognizer));
            _sliding ??= MakeSliding();
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Puts another adapter in place, or none.</summary>
    /// <param name="adapter">Stays the caller's.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="ModelFileException">It belongs to another model; the adapter in use stays.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape; the adapter in use stays.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void Apply(AdapterFile? adapter, string? path)
    {
        // Another engine may need its values later.
        if (adapter is not null && _kept is not null)
            adapter = AdapterFile.Of(MemoryWeights.CopyOf(adapter.Weights));
        _turns.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmotionRecognizer));
            LoadedModel model = _base;
            if (adapter is not null)
            {
                (MmaDferConfig config, WeightStore weights) = adapter.Over(_base.Weights, _base.Config, _base.EncodersSha256);
                model = new LoadedModel(config, weights, _base.EncodersSha256, adapter.Labels)
                {
                    Temperature = adapter.Temperature,
                    IsTrained = true,
                    Adapter = path,
                };
            }
            var network = new MmaDferNetwork(model.Config, model.Weights);
            // The parts share weights that are about to change.
            bool slides = _sliding is not null;
            _sliding?.Dispose();
            _sliding = null;
            try
            {
                _session.Rebuild(ops => network.Build(ops, batch: 1), (adapter?.Weights.Tensors.Keys ?? []).ToHashSet());
                _current = model with { Weights = new SpentWeights(model.Weights) };
            }
            finally
            {
                if (slides)
                    _sliding = MakeSliding();
            }
        }
        finally
        {
            EndTurn();
        }
    }

    /// <summary>Frees everything, after the run in progress.</summary>
    public void Dispose()
    {
        _turns.Enter();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            _sliding?.Dispose();
            _session.Dispose();
            _kept?.Dispose();
        }
        finally
        {
            _turns.Leave();
        }
    }

    private ReadOnlySpan<float> Run(INetworkInput input, int view, SlidingRequest? sliding)
    {
        if (sliding is { } request && _sliding is { } parts)
            return parts.Run(input, request);
        input.WriteFrames(view, _session.Input(MmaDferNetwork.FramesInput));
        input.Spectrogram.CopyTo(_session.Input(MmaDferNetwork.AudioInput));
        _session.Run();
        return _session.Output(MmaDferNetwork.LogitsOutput);
    }

    private SlidingSessions MakeSliding() => new(_session, new SlidingNetwork(_current.Config, _current.Weights));

    /// <summary>Lets the next caller go on, then tells of engines that changed meanwhile: handlers run outside of the turn.</summary>
    private void EndTurn()
    {
        EngineChangedEventArgs[] changes = _failover?.TakeChanges() ?? [];
        _turns.Leave();
        foreach (EngineChangedEventArgs change in changes)
            EngineChanged?.Invoke(change);
    }
}
