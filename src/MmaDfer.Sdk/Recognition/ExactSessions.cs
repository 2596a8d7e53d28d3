using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Recognition;

/// <summary>
/// The whole network, prepared on an engine: for one clip and, where that is faster, for several at once. One caller at a time; a run
/// allocates nothing.
/// </summary>
internal sealed class ExactSessions : IDisposable
{
    private Session? _batch;

    private ExactSessions(Session single, Session? batch, int maxBatch)
    {
        Single = single;
        _batch = batch;
        MaxBatch = maxBatch;
    }

    /// <summary>The session for one clip, which owns the weights.</summary>
    public Session Single { get; }

    /// <summary>The maximum number of clips in one run.</summary>
    public int MaxBatch { get; }

    /// <summary>The engine in use, or the one that ran last.</summary>
    public Engine Engine => Single.Engine;

    /// <summary>The state of each engine, the best first.</summary>
    public IReadOnlyList<EngineReport> Reports => Single.Reports;

    /// <summary>Prepares the network on an engine.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="network">The network.</param>
    /// <param name="maxBatch">The maximum number of clips in one run; 1 is used where the engine gains nothing from several.</param>
    /// <param name="progress">Receives the share of the weights read, 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Stops preparing; nothing is kept.</param>
    public static ExactSessions Prepare(
        Engine engine, MmaDferNetwork network, int maxBatch, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (maxBatch == 1 || !engine.Batches)
            return new ExactSessions(engine.Prepare(ops => network.Build(ops, batch: 1), progress, cancellationToken), null, 1);
        Session single = engine.Prepare(ops => network.Build(ops, batch: 1), ProgressPart.Of(progress, 0, 0.5), cancellationToken);
        try
        {
            Session batch = engine.Prepare(ops => network.Build(ops, maxBatch), ProgressPart.Of(progress, 0.5, 1), cancellationToken);
            return new ExactSessions(single, batch, maxBatch);
        }
        catch
        {
            single.Dispose();
            throw;
        }
    }

    /// <summary>Runs the network for every view of the clips and adds the scores to their predictions.</summary>
    /// <param name="inputs">The clips.</param>
    /// <param name="predictions">The prediction of each clip, to be completed by the caller.</param>
    /// <param name="model">The model that the sessions compute.</param>
    /// <param name="cancellationToken">Ends a run early.</param>
    public void Run(
        ReadOnlySpan<INetworkInput> inputs, ReadOnlySpan<EmotionPrediction> predictions, LoadedModel model, CancellationToken cancellationToken)
    {
        int remaining = 0;
        foreach (INetworkInput input in inputs)
            remaining += input.Views;
        int clip = 0, view = 0;
        while (remaining > 0)
        {
            // Between two runs, a device may have been lost to an engine that gains nothing from several clips at once.
            bool several = _batch is not null && 2 * remaining > MaxBatch && Engine.Batches;
            Session session = several ? _batch! : Single;
            int rows = several ? MaxBatch : 1, count = several ? Math.Min(remaining, MaxBatch) : 1;
            WriteInputs(session, rows, count, inputs, clip, view);
            session.Run(cancellationToken);
            ReadOnlySpan<float> logits = session.Output(MmaDferNetwork.LogitsOutput);
            int classes = logits.Length / rows;
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
                Check(scores, model);
                predictions[clip].Add(scores, inputs[clip].Views, model.Temperature);
                MoveToNextView(inputs, ref clip, ref view);
            }
            remaining -= count;
        }
    }

    /// <summary>Replaces weights in all sessions. After an exception, they compute the old network.</summary>
    /// <param name="network">The new network.</param>
    /// <param name="replaced">The weights that differ from those of the model as it was loaded.</param>
    public void Rebuild(MmaDferNetwork network, IReadOnlySet<string> replaced)
    {
        Single.Rebuild(ops => network.Build(ops, batch: 1), replaced);
        // From here on the new weights are in use, so nothing may fail: without its session, clips of a batch run one by one.
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
                // The session is not used any more.
            }
        }
    }

    /// <summary>The changes of engine since the last call.</summary>
    public EngineChangedEventArgs[] TakeChanges()
    {
        // Only the changes of the session for one clip are reported.
        _batch?.TakeChanges();
        return Single.TakeChanges();
    }

    public void Dispose()
    {
        _batch?.Dispose();
        Single.Dispose();
    }

    /// <exception cref="ModelFileException">A score is NaN or infinite.</exception>
    public static void Check(ReadOnlySpan<float> scores, LoadedModel model)
    {
        if (!Probabilities.AreFinite(scores))
            throw new ModelFileException($"{model.AdapterPath ?? model.Weights.Origin}: the model's answer is not a number, so its weights are damaged; download or convert the model again.");
    }

    /// <summary>Writes the next <paramref name="count"/> views into a session; further rows keep what they held before.</summary>
    private static void WriteInputs(Session session, int rows, int count, ReadOnlySpan<INetworkInput> inputs, int clip, int view)
    {
        Span<float> frames = session.Input(MmaDferNetwork.FramesInput), audio = session.Input(MmaDferNetwork.AudioInput);
        int framesLength = frames.Length / rows, audioLength = audio.Length / rows;
        for (int row = 0; row < count; row++)
        {
            inputs[clip].WriteFrames(view, frames.Slice(row * framesLength, framesLength));
            inputs[clip].Spectrogram.CopyTo(audio.Slice(row * audioLength, audioLength));
            MoveToNextView(inputs, ref clip, ref view);
        }
    }

    private static void MoveToNextView(ReadOnlySpan<INetworkInput> inputs, ref int clip, ref int view)
    {
        if (++view == inputs[clip].Views)
            (clip, view) = (clip + 1, 0);
    }
}

/// <summary>Progress of one part of a longer job: its 0 to 1 is <paramref name="from"/> to <paramref name="to"/> of the whole.</summary>
internal sealed class ProgressPart(IProgress<double> whole, double from, double to) : IProgress<double>
{
    public static ProgressPart? Of(IProgress<double>? whole, double from, double to) =>
        whole is null ? null : new ProgressPart(whole, from, to);

    public void Report(double value) => whole.Report(from + value * (to - from));
}
