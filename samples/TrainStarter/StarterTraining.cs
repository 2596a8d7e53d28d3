using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Samples.TrainStarter;

/// <summary>The training of the starter model.</summary>
internal sealed class StarterTraining(Arguments arguments) : IProgress<TrainingProgress>
{
    /// <summary>Trains, or resumes; returns the path of the model.</summary>
    public string Run(ClipDataset train, ClipDataset validation)
    {
        string folder = Path.Combine(arguments.Out, arguments.Without is { } left ? $"without-{left}" : "model");
        Directory.CreateDirectory(folder);
        string untrained = Path.Combine(folder, "untrained.safetensors"), starter = Path.Combine(folder, "starter.safetensors");
        ModelInitializer.InitializeSmall(untrained, new ModelInitOptions { ImageSize = arguments.Size, Width = arguments.Width, MlpWidth = 3 * arguments.Width });
        bool crops = arguments.Without != "crops";
        var options = new TrainingOptions
        {
            TrainableSet = TrainableSet.All,
            WeightDecay = 0.05,
            MaxGradientNorm = 1,
            DropPath = 0,
            LabelSmoothing = 0.05,
            Augment = crops,
            MinCropArea = 0.8,
            BlendShapeWeight = arguments.Without == "shapes" ? 0 : 1,
            CacheFolder = Path.Combine(arguments.Out, "cache"),
            Resume = true,
        };
        // Frames of many people at once: with batches of clips, whose frames resemble each other, the face encoder learns nothing for hours.
        string frames = arguments.Without == "frames" ? untrained : Train(untrained, "frames", options with
        {
            Modality = Modality.Video, SingleFrames = true, Epochs = arguments.FrameEpochs, BatchSize = 128, MicroBatchSize = 64, LearningRate = 7e-4, WarmupSteps = 200,
        });
        string both = Train(frames, "both", options with
        {
            ModalityDropout = 0.3, Epochs = arguments.Epochs, BatchSize = 16, MicroBatchSize = 8, LearningRate = 3e-4, WarmupSteps = 200,
        });
        File.Move(both, starter, overwrite: true);
        return starter;

        string Train(string from, string name, TrainingOptions settings)
        {
            Console.WriteLine($"Training: {name}");
            string to = Path.Combine(folder, name + ".safetensors");
            TrainingResult result = AdapterTrainer.Train(from, train, validation, Path.Combine(folder, name), settings, this);
            ModelConverter.Merge(from, result.AdapterPath, to, source: "starter: rendered people of samples/SyntheticPeople, no photograph");
            return to;
        }
    }

    /// <summary>Prints a line for each epoch.</summary>
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
            Console.WriteLine($"Epoch {epoch.Epoch + 1} of {value.Epochs}: loss {epoch.Loss:0.000}; accuracy {epoch.Accuracy:P1}; validation accuracy {epoch.ValidationAccuracy:P1}; {value.TimeLeft:h\\:mm\\:ss} left");
    }
}
