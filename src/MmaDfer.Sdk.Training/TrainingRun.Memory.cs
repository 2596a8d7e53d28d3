using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

// Prepares the session, and reduces the micro-batch size when the device runs out of memory.
internal sealed partial class TrainingRun
{
    private TrainingSession Prepare(CancellationToken cancellationToken)
    {
        WeightStore weights = _heads?.AddTo(_model.Weights) ?? _model.Weights;
        return _options.Engine.PrepareTraining(
            weights, TrainableTensors.Names(_options.TrainableSet, _model.Config, weights, _options.Modality, _heads), BuildTrained, _options.SaveMemory, cancellationToken: cancellationToken);
    }

    private void BuildTrained(OpSet ops, WeightStore weights)
    {
        if (_features is null)
            TrainedNetwork.Build(ops, _model.Config, weights, _options.Modality, _options.MicroBatchSize, _options.DropPath > 0, _heads);
        else
            TrainedNetwork.BuildAfter(ops, _model.Config, weights, _options.TrainableSet, _options.MicroBatchSize);
    }

    /// <summary>Runs work that needs device memory; if the device runs out of it, reduces the micro-batch size and tries again.</summary>
    private T RunWithinMemory<T>(Func<T> work)
    {
        while (true)
        {
            try
            {
                return work();
            }
            catch (EngineException exception) when (exception.IsOutOfMemory && _options.MicroBatchSize > 1)
            {
                ReduceMicroBatch();
            }
        }
    }

    private void ReduceMicroBatch()
    {
        int fewer = _options.MicroBatchSize / 2;
        while (_options.BatchSize % fewer != 0)
            fewer--;
        _options = _options with { MicroBatchSize = fewer };
        // Before the first session exists, the caller prepares it.
        if (_session is null)
            return;
        Dictionary<string, float[]> values = _session.Parameters.ToDictionary(name => name, name => _session.Parameter(name).ToArray());
        // Free the memory before preparing the new session.
        _session.Dispose();
        _session = null!;
        // Not cancellable: saving the state after a cancellation needs a session.
        _session = RunWithinMemory(() => Prepare(CancellationToken.None));
        foreach ((string name, float[] value) in values)
            value.CopyTo(_session.Parameter(name));
        _session.ParametersChanged();
        _validationLoader?.Dispose();
        _validationLoader = _openValidation();
    }
}
