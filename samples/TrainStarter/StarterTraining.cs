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
            BatchSize = 32,
            MicroBatchSize = 16,
            LearningRate = 1e-3,
            WarmupSteps = 200,
            WeightDecay = 0.05,
            MaxGradientNorm = 1,
            DropPath = 0,
            LabelSmoothing = 0.05,
            Augment = crops,
            MinCropArea = 0.7,
            BlendShapeWeight = arguments.Without == "shapes" ? 0 : 1,
            CacheFolder = Path.Combine(arguments.Out, "cache"),
            Resume = true,
        };
        string face = arguments.Without == "face-first" || arguments.FaceEpochs == 0
            ? untrained
            : Train(untrained, "face", options with { Modality = Modality.Video, Epochs = arguments.FaceEpochs });
        File.Move(Train(face, "both", options with { ModalityDropout = 0.3, Epochs = arguments.Epochs, LearningRate = 5e-4 }), starter, overwrite: true);
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
