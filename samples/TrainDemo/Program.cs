// Makes the demo model: draws talking cartoon faces, trains a small network on them from scratch, judges it on people that it
// never saw. An interrupted run goes on where it stopped.
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
    // 1. Clips of 3000 people to learn from (more people help where more epochs do not); of others to fit the temperature on; of others
    //    again to judge by.
    ClipDataset train = Draw("train", FaceStyle.Cartoon, seed: 11, clips: 12000, firstPerson: 4000, people: 3000);
    ClipDataset validation = Draw("validation", FaceStyle.Cartoon, seed: 12, clips: 350, firstPerson: 1000, people: 100);
    ClipDataset test = Draw("test", FaceStyle.Cartoon, seed: 13, clips: 500, firstPerson: 2000, people: 250);
    ClipDataset sketch = Draw("sketch", FaceStyle.Sketch, seed: 13, clips: 500, firstPerson: 2000, people: 250);

    // 2. A small network of the same architecture. Of two senses that are learned together, the easier one, the voice, keeps the other
    //    from being learned: so the face is trained alone first.
    string untrained = Path.Combine(folder, "untrained.safetensors"), demo = Path.Combine(folder, "demo.safetensors");
    ModelInitializer.InitializeSmall(untrained, new ModelInitOptions { ImageSize = 32, Width = 64, Latent = 16 });
    var options = new TrainingOptions
    {
        Train = TrainableSet.All,
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
    string seeing = Train(untrained, "seeing", options with { Modality = Modality.Video, Epochs = 6 });
    File.Move(Train(seeing, "both", options with { ModalityDropout = 0.1, Epochs = 5 }), demo, overwrite: true);

    // 3. How good it is, with both senses and with either alone.
    using EmotionRecognizer recognizer = EmotionRecognizer.Load(demo);
    var table = new ResultTable();
    foreach ((string what, ClipDataset clips, Modality senses) in (ReadOnlySpan<(string, ClipDataset, Modality)>)
    [
        ("cartoon, face and voice", test, Modality.Both),
        ("cartoon, face alone", test, Modality.Video),
        ("cartoon, voice alone", test, Modality.Audio),
        ("sketch, face and voice", sketch, Modality.Both),
    ])
        table.Add(what, Evaluator.Evaluate(recognizer, clips, new EvaluationOptions { Modality = senses }));
    Console.WriteLine(table);
    Console.WriteLine($"{demo}: {new FileInfo(demo).Length / 1e6:0.0} MB, after {clock.Elapsed:h\\:mm\\:ss}");
    return 0;

    string Train(string from, string name, TrainingOptions how)
    {
        Console.WriteLine($"Training: {name}");
        string to = Path.Combine(folder, name + ".safetensors");
        TrainingResult result = AdapterTrainer.Train(from, train, validation, Path.Combine(folder, name), how, new EpochLines());
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
