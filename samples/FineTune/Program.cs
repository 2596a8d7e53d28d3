// Fine-tunes a model on an unknown art style with 200 clips. Both encoders stay frozen; only the adapters are trained.
//
//   dotnet run -c Release --project samples/FineTune
//
// With your own clips (a CSV, a folder per label, dfew:LIST or mafw:LIST; the test clips must show other people):
//
//   dotnet run -c Release --project samples/FineTune -- MODEL TRAIN TEST
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Samples.FineTune;

internal static class Program
{
    /// <summary>
    /// Ten times the paper's learning rate, for a network a hundred times smaller, and regularisation against overfitting to 200 clips.
    /// </summary>
    private static readonly TrainingOptions s_small = new()
    {
        Epochs = 24,
        LearningRate = 1e-3,
        WarmupSteps = 20,
        MaxGradientNorm = 1,
        MicroBatchSize = 8,
        LabelSmoothing = 0.2,
        DropPath = 0.4,
        WeightDecay = 0.05,
        Augment = false,        // the paper's crops leave too little of a face of 32 pixels
    };

    private static int Main(string[] args)
    {
        string folder = Path.Combine(Path.GetTempPath(), "mmadfer-finetune");
        try
        {
            if (args is [var model, var train, var test])
                Run(model, ClipDataset.Parse(train), ClipDataset.Parse(test), folder, new TrainingOptions(), Console.Out);
            else
                RunDemo(folder, Console.Out);
            return 0;
        }
        // Every problem with a file, the data or this machine is an exception of this type, with a message of one sentence.
        catch (MmaDferException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return 1;
        }
    }

    internal static (double Before, double After) RunDemo(string folder, TextWriter output, int epochs = 24, int testClips = 350)
    {
        string model = Path.Combine(AppContext.BaseDirectory, "demo.safetensors");
        return Run(model, Sketches("train", 200, firstPerson: 0), Sketches("test", testClips, firstPerson: 2000), folder, s_small with { Epochs = epochs }, output);

        // Each clip shows another person.
        ClipDataset Sketches(string name, int clips, int firstPerson)
        {
            string path = Path.Combine(folder, name);
            ClipFolder.Write(path, new ClipSettings { Style = FaceStyle.Sketch, Seed = 7, FirstIdentity = firstPerson, Identities = clips }, clips);
            return ClipDataset.FromCsv(Path.Combine(path, ClipFolder.ListName));
        }
    }

    /// <returns>Mean recall of the emotions in percent, without and with the adapter.</returns>
    internal static (double Before, double After) Run(
        string model, ClipDataset train, ClipDataset test, string folder, TrainingOptions options, TextWriter output)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model);
        double before = Evaluator.Evaluate(recognizer, test).Metrics.Uar;
        output.WriteLine($"Without an adapter, the mean recall is {before:0.0} %.");

        TrainingResult result = AdapterTrainer.Train(model, train, null, folder, options with { Overwrite = true }, new EpochLines(output));

        recognizer.SetAdapter(result.AdapterPath);          // at run time: only the adapter is loaded
        double after = Evaluator.Evaluate(recognizer, test).Metrics.Uar;
        output.WriteLine($"With the adapter ({new FileInfo(result.AdapterPath).Length / 1024} KiB), it is {after:0.0} %.");
        return (before, after);
    }

    private sealed class EpochLines(TextWriter output) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Finished is { } epoch)
                output.WriteLine($"Epoch {epoch.Epoch + 1} of {value.Epochs}: loss {epoch.Loss:0.000}, accuracy {epoch.Accuracy:P0}, {value.TimeLeft:mm\\:ss} left");
        }
    }
}
