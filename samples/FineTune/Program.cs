// Fine-tunes a model on an art style that it does not know, with 200 clips. Both encoders stay as they are; only the adapters learn.
//
//   dotnet run -c Release --project samples/FineTune
//
// With clips of your own instead (a CSV, a folder per label, dfew:LIST or mafw:LIST; what you test with must show other people):
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
    private static int Main(string[] args)
    {
        try
        {
            string folder = Path.Combine(Path.GetTempPath(), "mmadfer-finetune");
            (string model, string train, string test) = args is [var m, var a, var b]
                ? (m, a, b)
                : (Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), Draw("train", 200, person: 0), Draw("test", 350, person: 2000));
            Run(model, ClipDataset.Parse(train), ClipDataset.Parse(test), folder, Console.Out);
            return 0;

            string Draw(string name, int clips, int person)
            {
                string path = Path.Combine(folder, name);
                ClipFolder.Write(path, new ClipSettings { Style = FaceStyle.Sketch, Seed = 7, FirstIdentity = person }, clips);
                return Path.Combine(path, ClipFolder.ListName);
            }
        }
        // Everything that is wrong with a file, the data or this machine arrives as this one type, with one plain sentence.
        catch (MmaDferException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return 1;
        }
    }

    /// <returns>Mean recall of the emotions in percent, without and with the adapter.</returns>
    internal static (double Before, double After) Run(string model, ClipDataset train, ClipDataset test, string folder, TextWriter output)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model);
        double before = Evaluator.Evaluate(recognizer, test).Metrics.Uar;
        output.WriteLine($"As it is, the model has a mean recall of {before:0.0} %.");

        var options = new TrainingOptions
        {
            Epochs = 20,
            LearningRate = 1e-4,
            MicroBatchSize = 8,
        };
        TrainingResult result = AdapterTrainer.Train(model, train, null, folder, options, new Lines(output));

        recognizer.SetAdapter(result.AdapterPath);          // at run time: nothing is loaded again but the adapter
        double after = Evaluator.Evaluate(recognizer, test).Metrics.Uar;
        output.WriteLine($"With its adapter ({new FileInfo(result.AdapterPath).Length / 1024} KiB) it is {after:0.0} %.");
        return (before, after);
    }

    private sealed class Lines(TextWriter output) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Finished is { } epoch)
                output.WriteLine($"Epoch {epoch.Epoch + 1} of {value.Epochs}: loss {epoch.Loss:0.000}, {epoch.Accuracy:P0} right, {value.TimeLeft:mm\\:ss} left");
        }
    }
}
