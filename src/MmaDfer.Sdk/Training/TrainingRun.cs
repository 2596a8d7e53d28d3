using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>A training under way: epochs of steps, validation, saving.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly StartingModel _model;
    private readonly TrainingFiles _files;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly OrderedDictionary<string, string> _settings;
    private readonly Func<BatchLoader?> _openValidation;
    private readonly BatchLoader _loader;
    private readonly AdamW _optimizer;
    private readonly TrainingState _state;
    private readonly Stopwatch _elapsed = new(), _sinceSaved = new();
    // These change where memory is too short for what was asked.
    private TrainingOptions _options;
    private TrainingSession _session;
    private BatchLoader? _validationLoader;
    private int _stepsDone, _stepsSaved;

    public TrainingRun(
        StartingModel model, ClipDataset data, ClipDataset? validation, TrainingFiles files, TrainingOptions options,
        IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        _model = model;
        _files = files;
        _options = options;
        _progress = progress;
        _cancellation = cancellation;
        _settings = TrainingSettings.Of(options, model, data, validation);
        var cache = new ClipCache(options.CacheFolder);
        _loader = new BatchLoader(data, cache, new BatchLoaderOptions
        {
            ImageSize = model.Config.ImageSize,
            BatchSize = options.BatchSize,
            Seed = options.Seed,
            Augment = options.Augment,
            ClassBalanced = options.ClassBalanced,
        });
        _openValidation = () => validation is null ? null : new BatchLoader(validation, cache, new BatchLoaderOptions
        {
            ImageSize = model.Config.ImageSize,
            BatchSize = _options.MicroBatchSize,
            Shuffle = false,
            Augment = false,
            DropLast = false,
        });
        _optimizer = new AdamW { WeightDecay = options.WeightDecay };
        _session = Fitting(() => Prepare(cancellation));
        try
        {
            _validationLoader = _openValidation();
            _state = options.Resume && File.Exists(files.State)
                ? TrainingState.Read(files.State, _session, _optimizer, _settings)
                : new TrainingState();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private int StepsOfAll => _options.Epochs * _loader.BatchesPerEpoch;

    private bool StopsEarly => _options.Patience is int patience && _state.Epoch - 1 - _state.BestEpoch >= patience;

    public TrainingResult ToTheEnd()
    {
        using LossLog log = LossLog.Create(_files.Losses, _state.Losses);
        _elapsed.Start();
        _sinceSaved.Start();
        try
        {
            while (_state.Epoch < _options.Epochs && !StopsEarly)
                Epoch(log);
        }
        catch (OperationCanceledException)
        {
            // Parameters change in whole steps only, so what there is now is good.
            Save();
            throw;
        }
        return Finish();
    }

    public void Dispose()
    {
        _loader.Dispose();
        _validationLoader?.Dispose();
        _session?.Dispose();
    }

    private void Epoch(LossLog log)
    {
        double rate = LearningRate.OfEpoch(_options.LearningRate, _state.Epoch, _options.Epochs);
        _loader.Start(_state.Epoch, _state.Batch);
        while (_loader.Next(out Batch? batch, _cancellation))
        {
            double now = rate * LearningRate.Warmup(_optimizer.Steps, _options.WarmupSteps);
            (float loss, int correct) = Fitting(() => new TrainingStep(_session, _optimizer, _options).Run(batch, now, _cancellation));
            _state.Batch++;
            _state.Correct += correct;
            _state.Losses.Add(loss);
            _stepsDone++;
            log.Add(loss);
            Report(null);
            if (_sinceSaved.Elapsed >= _options.SaveInterval)
                Save();
        }
        Validation? validation = Validate();
        var result = new EpochResult
        {
            Epoch = _state.Epoch,
            LearningRate = rate,
            Loss = _state.Losses.TakeLast(_state.Batch).Average(l => (double)l),
            Accuracy = (double)_state.Correct / (_state.Batch * _options.BatchSize),
            ValidationLoss = validation?.Loss,
            ValidationAccuracy = validation?.Accuracy,
        };
        _state.Epochs.Add(result);
        if (_options.Patience is not null && !(result.ValidationLoss >= BestLoss()))
            KeepAsBest();
        Report(result);
        _state.Epoch++;
        _state.Batch = _state.Correct = 0;
        _stepsSaved = -1;
        Save();
    }

    private Validation? Validate() => _validationLoader is null
        ? null
        : Fitting(() => Validation.Run(_session, _validationLoader, _options.MicroBatchSize, _options.DropPath > 0, _cancellation));

    private TrainingSession Prepare(CancellationToken cancellation) => _options.Engine.PrepareTraining(
        _model.Weights, TrainableTensors.Names(_options.Train, _model.Config, _model.Weights, _options.Modality),
        (ops, store) => TrainedNetwork.Build(ops, _model.Config, store, _options.Modality, _options.MicroBatchSize, _options.DropPath > 0),
        _options.SaveMemory, cancellation: cancellation);

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

    private double BestLoss() =>
        _state.BestEpoch < 0 ? double.PositiveInfinity : _state.Epochs[_state.BestEpoch].ValidationLoss!.Value;

    private void KeepAsBest()
    {
        _state.BestEpoch = _state.Epoch;
        foreach (string name in _session.Parameters)
            _state.Best[name] = _session.Parameter(name).ToArray();
    }

    private void Save()
    {
        if (_stepsSaved == _stepsDone)
            return;
        _state.Write(_files.State, _session, _optimizer, _settings);
        _stepsSaved = _stepsDone;
        _sinceSaved.Restart();
    }

    private void Report(EpochResult? finished)
    {
        TimeSpan? left = _stepsDone == 0 ? null : _elapsed.Elapsed / _stepsDone * (StepsOfAll - _state.Losses.Count);
        _progress?.Report(new TrainingProgress
        {
            Epoch = _state.Epoch,
            Epochs = _options.Epochs,
            Step = _state.Losses.Count,
            Steps = StepsOfAll,
            Loss = _state.Losses[^1],
            Accuracy = (double)_state.Correct / (_state.Batch * _options.BatchSize),
            TimeLeft = left,
            Finished = finished,
        });
    }

    private TrainingResult Finish()
    {
        if (_state.BestEpoch >= 0)
        {
            foreach ((string name, float[] values) in _state.Best)
                values.CopyTo(_session.Parameter(name));
            _session.ParametersChanged();
        }
        Validation? validation = Validate();
        double temperature = validation?.FitTemperature() ?? 1;
        int epoch = _state.BestEpoch >= 0 ? _state.BestEpoch : _state.Epoch - 1;
        WriteAdapter(temperature, _state.Epochs[epoch]);
        if (!_state.Finished)
        {
            _state.Finished = true;
            _stepsSaved = -1;
            Save();
        }
        return new TrainingResult
        {
            AdapterPath = _files.Adapter,
            Labels = _model.Labels,
            Epochs = _state.Epochs,
            Losses = _state.Losses,
            Epoch = epoch,
            Temperature = temperature,
            Validation = validation?.ToResult(_model.Labels, temperature, _validationLoader!.Skipped),
            MicroBatchSize = _options.MicroBatchSize,
            Settings = _settings,
            Skipped = [.. _loader.Skipped, .. _validationLoader?.Skipped ?? []],
        };
    }

    private void WriteAdapter(double temperature, EpochResult epoch)
    {
        var values = new LiveWeights(_files.Adapter);
        foreach (string name in _session.Parameters)
            values.Add(name, _model.Weights.Tensors[name].Shape, () => _session.Parameter(name));
        var summary = new Dictionary<string, string>
        {
            ["trained_set"] = _options.Train.ToString().ToLowerInvariant(),
            ["epochs"] = (epoch.Epoch + 1).ToString(CultureInfo.InvariantCulture),
            ["training_clips"] = _settings["training clips"],
            ["training_loss"] = epoch.Loss.ToString("R", CultureInfo.InvariantCulture),
        };
        if (epoch.ValidationAccuracy is double accuracy)
            summary["validation_accuracy"] = accuracy.ToString("R", CultureInfo.InvariantCulture);
        AdapterFile.Write(
            _files.Adapter, values, _session.Parameters, _model.Config, _model.Labels, _model.EncodersSha256, temperature, summary);
    }
}
