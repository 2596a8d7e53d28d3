using System.Diagnostics;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Features;

namespace MmaDfer.Sdk.Training;

/// <summary>A running training: epochs of steps, validation, and saving.</summary>
internal sealed partial class TrainingRun : IDisposable
{
    private readonly StartingModel _model;
    private readonly TrainingFiles _files;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly OrderedDictionary<string, string> _settings;
    private readonly Func<BatchLoader?> _openValidation;
    private readonly FeatureReader? _features;
    private readonly TrainingHeads? _heads;
    private readonly BatchLoader _loader;
    private readonly TrainingWarnings _warnings;
    private readonly EvaluationResult? _before;
    private readonly AdamW _optimizer;
    private readonly TrainingState _state;
    private readonly Stopwatch _elapsed = new(), _sinceSaved = new();
    // These change if the device runs out of memory.
    private TrainingOptions _options;
    private TrainingSession _session;
    private BatchLoader? _validationLoader;
    private int _stepsDone, _stepsSaved;

    public TrainingRun(
        StartingModel model, ClipDataset data, ClipDataset? validation, TrainingFiles files, TrainingOptions options,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        _model = model;
        _files = files;
        _progress = progress;
        _cancellationToken = cancellationToken;
        _warnings = new TrainingWarnings(options.Warnings);
        _warnings.Add(EncoderUse.Warning(options));
        // Frozen encoders run as in a recognition.
        _options = options = FeatureReader.Fits(options.TrainableSet) ? options with { DropPath = 0 } : options;
        _settings = TrainingSettings.Of(options, model, data, validation);
        var cache = new ClipCache(options.CacheFolder, model.SampleRate);
        ModalityCheck.Require(data, "training", options.Modality, cache, cancellationToken);
        if (validation is not null)
            ModalityCheck.Require(validation, "validation", options.Modality, cache, cancellationToken);
        _warnings.Add(model.NewClassifierWarning(data));
        _warnings.Add(UnknownLabels.Warning(data));
        if (Resumes)
            TrainingState.Check(files.State, _settings);
        _features = FeatureReader.Fits(options.TrainableSet) ? new FeatureReader(model, options, cache) : null;
        _heads = TrainingHeads.Of(options, model.Config, data);
        _loader = OpenTraining(data, cache);
        _openValidation = () => OpenValidation(validation, cache);
        _optimizer = new AdamW { WeightDecay = options.WeightDecay };
        _session = RunWithinMemory(() => Prepare(cancellationToken));
        try
        {
            _validationLoader = _openValidation();
            // Validate while the parameters are still those of the original model.
            _before = model.KeepsClassifier && !options.SingleFrames ? Validate()?.ToResult(model.Labels, model.Temperature, _validationLoader!.Skipped) : null;
            if (options.Overwrite)
                files.Clear();
            _state = Resumes
                ? TrainingState.Read(files.State, _session, _optimizer, _settings)
                : new TrainingState();
            foreach (EpochResult epoch in _state.Epochs)
                _warnings.AddLossWarning(epoch, _state.Losses[0], model.Labels.Count);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private bool Resumes => _options.Resume && File.Exists(_files.State);

    private int TotalSteps => _options.Epochs * _loader.BatchesPerEpoch;

    private bool ShouldStop => _options.Patience is int patience && _state.Epoch - 1 - _state.BestEpoch >= patience;

    public TrainingResult Run()
    {
        using LossLog log = LossLog.Create(_files.Losses, _state.Losses);
        _elapsed.Start();
        _sinceSaved.Start();
        try
        {
            while (_state.Epoch < _options.Epochs && !ShouldStop)
                RunEpoch(log);
        }
        catch (OperationCanceledException)
        {
            // Parameters change only in whole steps, so the current state is consistent.
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
        _features?.Dispose();
    }

    private void RunEpoch(LossLog log)
    {
        double rate = LearningRate.OfEpoch(_options.LearningRate, _state.Epoch, _options.Epochs);
        _loader.Start(_state.Epoch, _state.Batch);
        while (_loader.Next(out Batch? batch, _cancellationToken))
        {
            if (_optimizer.Steps == 0)
                _heads?.Center(_session, batch);
            double now = rate * LearningRate.Warmup(_optimizer.Steps, _options.WarmupSteps);
            (float loss, int correct) = RunWithinMemory(() => new TrainingStep(_session, _optimizer, _options, _heads).Run(batch, now, _cancellationToken));
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
        _warnings.AddLossWarning(result, _state.Losses[0], _model.Labels.Count);
        _warnings.AddModalityWarnings("training", _loader.Modalities, _options.Modality);
        AddFeatureWarnings();
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
        : RunWithinMemory(() => Validation.Run(_session, _validationLoader, _options.MicroBatchSize, _options.DropPath > 0, _cancellationToken));

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
        _state.SampleRate = ModalityCounter.Join(_state.SampleRate, _loader.SampleRate);
        _state.Write(_files.State, _session, _optimizer, _settings);
        _stepsSaved = _stepsDone;
        _sinceSaved.Restart();
    }

    private void Report(EpochResult? finished)
    {
        TimeSpan? left = _stepsDone == 0 ? null : _elapsed.Elapsed / _stepsDone * (TotalSteps - _state.Losses.Count);
        _progress?.Report(new TrainingProgress
        {
            Epoch = _state.Epoch,
            Epochs = _options.Epochs,
            Step = _state.Losses.Count,
            Steps = TotalSteps,
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
        // Logits of single frames are no clip's.
        double temperature = _options.SingleFrames ? _model.Temperature : validation?.FitTemperature() ?? _options.Temperature;
        int epoch = _state.BestEpoch >= 0 ? _state.BestEpoch : _state.Epoch - 1;
        // What the network has learned: the model's rate, or the only one that the clips had.
        int heard = ModalityCounter.Join(_state.SampleRate, _loader.SampleRate);
        int? rate = _model.SampleRate ?? (heard > 0 && _options.Modality != Modality.Video ? heard : null);
        TrainedAdapter.Write(_files.Adapter, _session, _model, _options, _settings["training clips"], temperature, rate, _state.Epochs[epoch]);
        if (!_state.Finished)
        {
            _state.Finished = true;
            _stepsSaved = -1;
            Save();
        }
        EvaluationResult? after = validation?.ToResult(_model.Labels, temperature, _validationLoader!.Skipped);
        if (validation is not null)
        {
            _warnings.AddModalityWarnings("validation", _validationLoader!.Modalities, _options.Modality);
            _warnings.Add(_options.IsFold ? null : Divergence.CheckTemperature(temperature));
        }
        _warnings.Add(_options.IsFold ? null : Divergence.CheckResult(_before, after));
        AddFeatureWarnings();
        return new TrainingResult
        {
            AdapterPath = _files.Adapter,
            Labels = _model.Labels,
            Epochs = _state.Epochs,
            Losses = _state.Losses,
            Epoch = epoch,
            Temperature = temperature,
            Validation = after,
            Before = _before,
            Warnings = _warnings.All,
            MicroBatchSize = _options.MicroBatchSize,
            Encoders = DescribeEncoders(),
            EncoderRuns = _features?.Counts.Computed,
            Settings = _settings,
            Skipped = [.. _loader.Skipped, .. _validationLoader?.Skipped ?? []],
        };
    }
}
