using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// A training step of the starter model's face encoder on single frames, beside the inference of the same frames: a backward pass computes two
/// products for each of the forward pass, so a step that is as efficient as the inference takes three times as long.
/// </summary>
internal static class SmallTrainingRun
{
    private const int Frames = 64;

    public static void Run(int rounds)
    {
        var options = new TrainingOptions { Modality = Modality.Video, TrainableSet = TrainableSet.All, SingleFrames = true, DropPath = 0 };
        var sizes = new MmaDferConfig { ImageSize = 96, Width = 128, MlpWidth = 384, Latent = 32, TemporalWidth = 128, TemporalInner = 128, TemporalMlp = 256 };
        MmaDferConfig config = MmaDferConfig.FromWeights(new DrawnWeights(sizes, 0));
        TrainingHeads heads = TrainingHeads.Of(options, config, null!)!;
        WeightStore weights = heads.AddTo(new DrawnWeights(config, 1, fromScratch: true));
        var engine = new CpuEngine();
        using TrainingSession training = engine.PrepareTraining(
            weights, TrainableTensors.Names(options.TrainableSet, config, weights, options.Modality, heads),
            (ops, store) => TrainedNetwork.Build(ops, config, store, options.Modality, Frames, dropPath: false, heads));
        using Session inference = engine.Prepare(ops => TrainedNetwork.Build(ops, config, weights, options.Modality, Frames, dropPath: false, heads));
        var optimizer = new AdamW();
        var random = new Random(1);
        foreach (ref float value in training.Input(MmaDferNetwork.FramesInput))
            value = random.NextSingle();
        training.Input(MmaDferNetwork.FramesInput).CopyTo(inference.Input(MmaDferNetwork.FramesInput));
        training.OutputGradient(MmaDferNetwork.LogitsOutput).Fill(0.01f);
        double[][] times = [.. Enumerable.Range(0, 4).Select(_ => new double[rounds])];
        for (int round = -3; round < rounds; round++)
        {
            double[] taken =
            [
                Time(() => inference.Run()),
                Time(training.Forward),
                Time(() =>
                {
                    training.ZeroGradients();
                    training.Backward();
                }),
                Time(() => optimizer.Step(training, 1e-5)),
            ];
            for (int i = 0; round >= 0 && i < taken.Length; i++)
                times[i][round] = taken[i];
        }
        double[] medians = [.. times.Select(t => t.Order().ElementAt(rounds / 2))];
        double step = medians[1] + medians[2] + medians[3];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{engine}: {Frames} frames of 96 pixels, width 128: inference {1000 * medians[0]:0} ms; forward {1000 * medians[1]:0}, backward {1000 * medians[2]:0}, AdamW {1000 * medians[3]:0} ms; step / inference {step / medians[0]:0.00}; {Frames / step:0} frames a second"));

        static double Time(Action work)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
