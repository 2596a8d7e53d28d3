using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Epochs of the base model at 160 pixels over kept features, beside epochs in which the whole network runs for every clip, in turn. Both read decoded
/// clips from the cache and save the state after the epoch.
/// </summary>
internal static class CachedEpochsRun
{
    private const int Rounds = 3;

    public static void Run(int count)
    {
        using var folder = new TemporaryFolder();
        string model = folder["base.safetensors"], cache = folder["cache"];
        ModelInitializer.InitializeSmall(model, new() { ImageSize = 160, Width = 768, Latent = 128, TemporalWidth = 512, Labels = TestClips.LearnableLabels });
        ClipDataset data = ClipDataset.FromCsv(TestClips.WriteLearnable(folder["clips"], count, 1));
        Console.WriteLine($"{new CpuEngine()}, {count} clips");
        foreach (TrainableSet set in (TrainableSet[])[TrainableSet.Classifier, TrainableSet.Head])
        {
            var options = new TrainingOptions { TrainableSet = set, CacheFolder = cache, DropPath = 0, Augment = false, BatchSize = count, Epochs = 100 };
            using var whole = new Epochs(model, data, options, kept: false);
            using var features = new Epochs(model, data, options, kept: true);
            double first = features.Next(), before = whole.Next();
            double[] old = new double[Rounds], now = new double[Rounds];
            for (int i = 0; i < Rounds; i++)
            {
                old[i] = whole.Next();
                // A kept epoch is short: several of them.
                double[] several = [.. Enumerable.Range(0, 5).Select(_ => features.Next())];
                now[i] = several.Order().ElementAt(2);
            }
            double oldMedian = old.Order().ElementAt(Rounds / 2), median = now.Order().ElementAt(Rounds / 2);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{set}: whole network {oldMedian:0.00} s an epoch ({before:0.00} s the first), kept features {first:0.00} s the first and {1000 * median:0.0} ms after it, 1/{oldMedian / median:0}; losses differ by {Math.Abs(features.FirstLoss - whole.FirstLoss):0.0E+0}"));
        }
    }

    /// <summary>One training, epoch by epoch, of the parts that <see cref="AdapterTrainer"/> uses.</summary>
    private sealed class Epochs : IDisposable
    {
        private readonly StartingModel _model;
        private readonly TrainingOptions _options;
        private readonly Training.Features.FeatureReader? _features;
        private readonly TrainingSession _session;
        private readonly BatchLoader _loader;
        private readonly AdamW _optimizer = new();
        private readonly TrainingState _state = new();
        private readonly TemporaryFolder _folder = new();

        public Epochs(string path, ClipDataset data, TrainingOptions options, bool kept)
        {
            _options = options;
            _model = StartingModel.Open(path, null, data, options.Seed, default);
            var clips = new ClipCache(options.CacheFolder, _model.SampleRate);
            _features = kept ? new(_model, options, clips) : null;
            _session = options.Engine.PrepareTraining(
                _model.Weights, TrainableTensors.Names(options.TrainableSet, _model.Config, _model.Weights, options.Modality), (ops, store) =>
                {
                    if (kept)
                        TrainedNetwork.BuildAfter(ops, _model.Config, store, options.TrainableSet, options.MicroBatchSize);
                    else
                        TrainedNetwork.Build(ops, _model.Config, store, options.Modality, options.MicroBatchSize, dropPath: false);
                });
            _loader = new BatchLoader(_model.Map(data), clips, new()
            {
                ImageSize = _model.Config.ImageSize, BatchSize = options.BatchSize, Augment = options.Augment, Features = _features,
            });
        }

        public float FirstLoss { get; private set; } = float.NaN;

        /// <summary>Seconds of the next epoch.</summary>
        public double Next()
        {
            long start = Stopwatch.GetTimestamp();
            _loader.Start(_state.Epoch);
            var step = new TrainingStep(_session, _optimizer, _options);
            while (_loader.Next(out Batch? batch, default))
            {
                (float loss, _) = step.Run(batch, _options.LearningRate, default);
                FirstLoss = float.IsNaN(FirstLoss) ? loss : FirstLoss;
                _state.Losses.Add(loss);
            }
            _state.Epoch++;
            _state.Write(_folder["state"], _session, _optimizer, new Dictionary<string, string>());
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public void Dispose()
        {
            _loader.Dispose();
            _session.Dispose();
            _features?.Dispose();
            _model.Dispose();
            _folder.Dispose();
        }
    }
}
