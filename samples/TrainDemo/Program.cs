// Makes the demo model: draws talking cartoon faces, trains a small network on them from scratch and evaluates it on unknown people.
// An interrupted run resumes where it stopped.
//
//   dotnet run -c Release --project samples/TrainDemo -- OUT_FOLDER
using System.Diagnostics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Samples.TrainDemo;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project samples/TrainDemo -- OUT_FOLDER");
    return 2;
}
var clock = Stopwatch.StartNew();
try
{
    // 1. Training clips of 3000 people (more people help where more epochs do not), and validation and test clips of other people. The
    //    validation clips also fit the temperature.
    ClipDataset train = Draw("train", FaceStyle.Cartoon, seed: 11, clips: 12000, firstPerson: 4000, people: 3000);
    ClipDataset validation = Draw("validation", FaceStyle.Cartoon, seed: 12, clips: 350, firstPerson: 1000, people: 100);
    ClipDataset test = Draw("test", FaceStyle.Cartoon, seed: 13, clips: 500, firstPerson: 2000, people: 250);
    ClipDataset sketch = Draw("sketch", FaceStyle.Sketch, seed: 13, clips: 500, firstPerson: 2000, people: 250);

    // 2. A small network of the same architecture. Trained together, the easier modality, audio, keeps the network from learning the
    //    other one, so video is trained alone first.
    string untrained = Path.Combine(folder, "untrained.safetensors"), demo = Path.Combine(folder, "demo.safetensors");
    ModelInitializer.InitializeSmall(untrained, new ModelInitOptions { ImageSize = 32, Width = 64, Latent = 16 });
    var options = new TrainingOptions
    {
        TrainableSet = TrainableSet.All,
        BatchSize = 16,
        MicroBatchSize = 16,
        LearningRate = 5e-4,
        WarmupSteps = 60,
        MaxGradientNorm = 1,
        DropPath = 0,
        Augment = false,
        CacheFolder = Path.Combine(folder, "cache"),
        Resume = true,
    };
    string video = Train(untrained, "video", options with { Modality = Modality.Video, Epochs = 6 });
    File.Move(Train(video, "both", options with { ModalityDropout = 0.1, Epochs = 5 }), demo, overwrite: true);

    // 3. Accuracy with both modalities and with each alone.
    using EmotionRecognizer recognizer = EmotionRecognizer.Load(demo);
    var table = new ResultTable();
    foreach ((string name, ClipDataset clips, Modality modality) in (ReadOnlySpan<(string, ClipDataset, Modality)>)
    [
        ("cartoon, face and voice", test, Modality.Both),
        ("cartoon, face alone", test, Modality.Video),
        ("cartoon, voice alone", test, Modality.Audio),
        ("sketch, face and voice", sketch, Modality.Both),
    ])
        table.Add(name, Evaluator.Evaluate(recognizer, clips, new EvaluationOptions { Modality = modality }));
    Console.WriteLine(table);
    Console.WriteLine($"{demo}: {new FileInfo(demo).Length / 1e6:0.0} MB, after {clock.Elapsed:h\\:mm\\:ss}");
    return 0;

    string Train(string from, string name, TrainingOptions settings)
    {
        Console.WriteLine($"Training: {name}");
        string to = Path.Combine(folder, name + ".safetensors");
        TrainingResult result = AdapterTrainer.Train(from, train, validation, Path.Combine(folder, name), settings, new EpochLines());
        ModelConverter.Merge(from, result.AdapterPath, to, source: "demo: knows the cartoon faces of samples/SyntheticFaces, not people");
        return to;
    }
}
catch (MmaDferException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}

ClipDataset Draw(string name, FaceStyle style, int seed, int clips, int firstPerson, int people)
{
    string path = Path.Combine(folder, name), list = Path.Combine(path, ClipFolder.ListName);
    if (!File.Exists(list))
    {
        Console.WriteLine($"Drawing {clips} clips: {name}");
        ClipFolder.Write(path, new ClipSettings { Style = style, Seed = seed, FirstIdentity = firstPerson, Identities = people }, clips);
    }
    return ClipDataset.FromCsv(list, EmotionLabels.Dfew);
}
