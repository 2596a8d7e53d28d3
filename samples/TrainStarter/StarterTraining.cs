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
        ModelInitializer.InitializeSmall(untrained, new ModelInitOptions
        {
            ImageSize = arguments.Size,
            Width = arguments.Width,
            MlpWidth = 3 * arguments.Width,
            StandardizesFrames = arguments.Without != "contrast",
            AlignsFaces = true,
        });
        var options = new TrainingOptions
        {
            TrainableSet = TrainableSet.All,
            WeightDecay = 0.05,
            MaxGradientNorm = 1,
            DropPath = 0,
            LabelSmoothing = 0.05,
            Augment = arguments.Without != "crops",
            MinCropArea = 0.85,
            BlendShapeWeight = arguments.Without == "shapes" ? 0 : 1,
            TokenGoals = arguments.Without is not ("shapes" or "tokens"),
            CacheFolder = Path.Combine(arguments.Out, "cache"),
            Resume = true,
        };
        // Each sense alone first: trained together from the start, the easier one keeps the network from learning the other. Frames of many people
        // at once: with batches of clips, whose frames resemble each other, the face encoder learns nothing for hours.
        string frames = arguments.Without == "frames" ? untrained : Train(untrained, "frames", options with
        {
            Modality = Modality.Video, SingleFrames = true, Epochs = arguments.FrameEpochs, BatchSize = 64, MicroBatchSize = 64, LearningRate = 1e-3, WarmupSteps = 100,
        });
        string voices = arguments.VoiceEpochs == 0 ? frames : Train(frames, "voices", options with
        {
            Modality = Modality.Audio, BlendShapeWeight = 0, Epochs = arguments.VoiceEpochs, BatchSize = 32, MicroBatchSize = 8, LearningRate = 4e-4, WarmupSteps = 100,
        });
        // What follows the encoders, in minutes, before everything together, which would otherwise spoil the encoders by random gradients.
        string head = Train(voices, "head", options with
        {
            TrainableSet = TrainableSet.Head, BlendShapeWeight = 0, TokenGoals = false, Augment = false, ModalityDropout = 0.3, Epochs = 30, BatchSize = 32, MicroBatchSize = 32, LearningRate = 1e-3, WarmupSteps = 50,
        });
        string both = arguments.Epochs == 0 ? head : Train(head, "both", options with
        {
            TokenGoals = false, ModalityDropout = 0.3, Epochs = arguments.Epochs, BatchSize = 16, MicroBatchSize = 8, LearningRate = 1e-4, WarmupSteps = 20,
        });
        File.Copy(both, starter, overwrite: true);
        return starter;

        string Train(string from, string name, TrainingOptions settings)
        {
            Console.WriteLine($"Training: {name}");
            string to = Path.Combine(folder, name + ".safetensors");
            if (File.Exists(to))
                return to;
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
