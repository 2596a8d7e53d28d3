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
    private Session? _batch;
    private readonly IDisposable? _kept;
    private readonly Engine _engine;
    private readonly LoadedModel _base;
    private volatile LoadedModel _current;
    private SlidingSessions? _sliding;
    private bool _disposed;

    /// <summary>Takes the sessions over.</summary>
    /// <param name="session">The network on the engine, for one clip.</param>
    /// <param name="batch">The same for several; null for none.</param>
    /// <param name="maxBatch">For how many.</param>
    /// <param name="model">What it computes.</param>
    /// <param name="engine">Where.</param>
    /// <param name="kept">What must stay open as long as this lives; disposed with it.</param>
    public LoadedNetwork(Session session, Session? batch, int maxBatch, LoadedModel model, Engine engine, IDisposable? kept)
    {
        _session = session;
        _failover = session as FailoverSession;
        _batch = batch;
        MaxBatch = batch is null ? 1 : maxBatch;
        _engine = engine;
        _kept = kept;
        _base = _current = model;
    }

    /// <summary>Clips that are worth being given at once.</summary>
    public int MaxBatch { get; }

    /// <summary>What it computes now.</summary>
    public LoadedModel Model => _current;

    /// <summary>Floating-point operations of one run.</summary>
    public long FloatOperations { get; init; }

    /// <summary>Where it runs, or ran last.</summary>
    public Engine Engine => _failover?.Engine ?? _engine;

    /// <summary>What is known about each engine, the best first.</summary>
    public IReadOnlyList<EngineReport> Engines =>
        _failover?.Reports ?? [new EngineReport(_engine, EngineState.InUse, "it is the only one asked for.")];

    /// <summary>Raised after a turn, on its thread, while others may already run. Handlers must not throw.</summary>
    public event Action<EngineChangedEventArgs>? EngineChanged;

    /// <summary>Runs the network. Allocates nothing but the prediction.</summary>
    /// <inheritdoc cref="Recognize(ReadOnlySpan{INetworkInput}, Span{EmotionPrediction})"/>
    public EmotionPrediction Recognize(INetworkInput input)
    {
        EmotionPrediction answer = null!;
        Recognize(new ReadOnlySpan<INetworkInput>(in input), new Span<EmotionPrediction>(ref answer));
        return answer;
    }

    /// <summary>Runs the network for several clips, at once where that pays. Allocates nothing but the predictions.</summary>
    /// <param name="inputs">The clips.</param>
    /// <param name="answers">Room for as many.</param>
    /// <exception cref="ModelFileException">An answer is not a number.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Recognize(ReadOnlySpan<INetworkInput> inputs, Span<EmotionPrediction> answers)
    {
        _turns.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmotionRecognizer));
            LoadedModel model = _current;
            int left = 0;
            for (int i = 0; i < inputs.Length; i++)
            {
                answers[i] = EmotionPrediction.Of(inputs[i], model.Labels);
                left += inputs[i].Views;
            }
            for (var next = new ViewCursor(inputs); left > 0;)
            {
                // The device may have been lost to one that takes all the longer.
                bool several = _batch is not null && 2 * left > MaxBatch && Engine.Batches;
                int count = several ? Math.Min(left, MaxBatch) : 1;
                Run(several ? _batch! : _session, several ? MaxBatch : 1, count, model, ref next, answers);
                left -= count;
            }
        }
        finally
        {
            EndTurn();
        }
        foreach (EmotionPrediction answer in answers[..inputs.Length])
            answer.Complete();
    }

    /// <summary>Runs what is new of a window that slides. Allocates nothing but the prediction.</summary>
    /// <param name="input">The window.</param>
    /// <param name="sliding">What is known of it, after <see cref="PrepareSliding"/>; null to compute all.</param>
    /// <inheritdoc cref="Recognize(ReadOnlySpan{INetworkInput}, Span{EmotionPrediction})"/>
    public EmotionPrediction Recognize(INetworkInput input, SlidingRequest? sliding)
    {
        if (sliding is not { } request)
            return Recognize(input);
        EmotionPrediction answer;
        _turns.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmotionRecognizer));
            LoadedModel model = _current;
            answer = EmotionPrediction.Of(input, model.Labels);
            ReadOnlySpan<float> scores = (_sliding ??= MakeSliding()).Run(input, request);
            Check(scores, model);
            answer.Add(scores, 1, model.Temperature);
        }
        finally
        {
            EndTurn();
        }
        answer.Complete();
        return answer;
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
        // Read whole before anything changes, so that a file at fault changes nothing; another engine may also need its values later.
        if (adapter is not null)
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
            // The parts share weights that are about to change; the next window that slides makes them again.
            _sliding?.Dispose();
            _sliding = null;
            var replaced = (adapter?.Weights.Tensors.Keys ?? []).ToHashSet();
            _session.Rebuild(ops => network.Build(ops, batch: 1), replaced);
            // From here on the new weights compute, so nothing that follows may fail.
            _current = model with { Weights = new SpentWeights(model.Weights) };
            RebuildBatch(network, replaced);
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
            _batch?.Dispose();
            _session.Dispose();
            _kept?.Dispose();
        }
        finally
        {
            _turns.Leave();
        }
    }

    /// <summary>One run of the network.</summary>
    /// <param name="session">Where.</param>
    /// <param name="rows">Views that it takes.</param>
    /// <param name="count">Those that there are; the others are left as they were.</param>
    /// <param name="model">What it computes.</param>
    /// <param name="next">The first of the views; moved on.</param>
    /// <param name="answers">Where their probabilities are added.</param>
    private static void Run(Session session, int rows, int count, LoadedModel model, ref ViewCursor next, Span<EmotionPrediction> answers)
    {
        Span<float> frames = session.Input(MmaDferNetwork.FramesInput), audio = session.Input(MmaDferNetwork.AudioInput);
        int frame = frames.Length / rows, sound = audio.Length / rows;
        ViewCursor reading = next;
        for (int row = 0; row < count; row++)
        {
            next.Current.WriteFrames(next.View, frames.Slice(row * frame, frame));
            next.Current.Spectrogram.CopyTo(audio.Slice(row * sound, sound));
            next.MoveOn();
        }
        session.Run();
        ReadOnlySpan<float> logits = session.Output(MmaDferNetwork.LogitsOutput);
        int classes = logits.Length / rows;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            Check(scores, model);
            answers[reading.Index].Add(scores, reading.Current.Views, model.Temperature);
            reading.MoveOn();
        }
    }

    /// <summary>Where that fails, for whatever reason, clips are run one by one from then on.</summary>
    private void RebuildBatch(MmaDferNetwork network, HashSet<string> replaced)
    {
        try
        {
            _batch?.Rebuild(ops => network.Build(ops, MaxBatch), replaced);
        }
        catch (Exception)
        {
            Session lost = _batch!;
            _batch = null;
            try
            {
                lost.Dispose();
            }
            catch (Exception)
            {
                // It is of no use either way.
            }
        }
    }

    private static void Check(ReadOnlySpan<float> scores, LoadedModel model)
    {
        if (!Probabilities.AreFinite(scores))
            throw new ModelFileException($"{model.Adapter ?? model.Weights.Origin}: the model's answer is not a number; its weights are damaged: fetch or convert it again.");
    }

    private SlidingSessions MakeSliding() => new(_session, new SlidingNetwork(_current.Config, _current.Weights));

    /// <summary>Lets the next caller go on, then tells of engines that changed meanwhile: handlers run outside of the turn.</summary>
    private void EndTurn()
    {
        EngineChangedEventArgs[] changes = _failover?.TakeChanges() ?? [];
        // Of the network for several clips, only what becomes of the one for one clip is told.
        (_batch as FailoverSession)?.TakeChanges();
        _turns.Leave();
        foreach (EngineChangedEventArgs change in changes)
            EngineChanged?.Invoke(change);
    }
}
