using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Training;

// The session, and smaller micro-batches where the device's memory is too small for the given ones.
internal sealed partial class TrainingRun
{
    private TrainingSession Prepare(CancellationToken cancellationToken) => _options.Engine.PrepareTraining(
        _model.Weights, TrainableTensors.Names(_options.Train, _model.Config, _model.Weights, _options.Modality),
        (ops, store) => TrainedNetwork.Build(ops, _model.Config, store, _options.Modality, _options.MicroBatchSize, _options.DropPath > 0),
        _options.SaveMemory, cancellationToken: cancellationToken);

    /// <summary>Does what needs a device's memory; where that is too short, with fewer clips at a time.</summary>
    private T Fitting<T>(Func<T> work)
    {
        while (true)
        {
            try
            {
                return work();
            }
            catch (EngineException exception) when (exception.IsOutOfMemory && _options.MicroBatchSize > 1)
            {
                TakeFewerAtATime();
            }
        }
    }

    private void TakeFewerAtATime()
    {
        int fewer = _options.MicroBatchSize / 2;
        while (_options.BatchSize % fewer != 0)
            fewer--;
        _options = _options with { MicroBatchSize = fewer };
        // There is none, and whoever called is about to make it.
        if (_session is null)
            return;
        Dictionary<string, float[]> values = _session.Parameters.ToDictionary(name => name, name => _session.Parameter(name).ToArray());
        // First, so that there is room.
        _session.Dispose();
        _session = null!;
        // Whoever cancels now gets a state saved, which takes a session.
        _session = Fitting(() => Prepare(CancellationToken.None));
        foreach ((string name, float[] value) in values)
            value.CopyTo(_session.Parameter(name));
        _session.ParametersChanged();
        _validationLoader?.Dispose();
        _validationLoader = _openValidation();
    }
}
