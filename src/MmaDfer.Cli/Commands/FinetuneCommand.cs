using System.CommandLine;
using System.Numerics;
using MmaDfer.Cli.Finetuning;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer finetune</c>: a model learns from one's own clips.</summary>
internal static class FinetuneCommand
{
    private const int Many = 100_000;

    public static Command Create(Terminal terminal)
    {
        var usual = new TrainingOptions();
        Option<string> model = new("--model", "-m") { Description = "Model file to start from.", HelpName = "FILE", Required = true };
        Option<string> data = SharedOptions.Data();
        Option<string?> root = SharedOptions.Root();
        Option<FrameOrder?> order = SharedOptions.FrameOrder();
        Option<string?> validation = Text("--validation", "DATA", "Clips to judge each epoch by, written as for --data.");
        Option<double> share = Number("--validation-share", "X", 0.0, "Without --validation: share of the clips kept back for it.",
            x => x is >= 0 and < 1, "from 0 to below 1");
        Option<string> output = new("--out") { Description = "Folder for adapter.safetensors, report.html, losses.csv and the state.", HelpName = "DIR", Required = true };
        Option<string> train = new Option<string>("--train")
        {
            Description = "What changes: the paper's adapters, the classifier alone, or all.",
            DefaultValueFactory = _ => "adapters",
        }.AcceptOnlyFromAmong("adapters", "classifier", "all");
        Option<IReadOnlyList<string>?> labels = SharedOptions.Labels(required: false);
        Option<int> epochs = Number("--epochs", "N", usual.Epochs, "Times that all clips are gone through.", n => n is >= 1 and <= Many, $"from 1 to {Many}");
        Option<int> batch = Number("--batch", "N", usual.BatchSize, "Clips of a step.", n => n is >= 1 and <= Many, $"from 1 to {Many}");
        Option<int> micro = Number("--micro-batch", "N", usual.MicroBatchSize, "Clips computed at a time; divides --batch.", n => n is >= 1 and <= Many, $"from 1 to {Many}");
        Option<bool> memory = new("--save-memory") { Description = "Compute values again instead of keeping them: less memory, about half again the time." };
        Option<double> rate = Number("--lr", "X", usual.LearningRate, "Learning rate of the first epoch.", x => x is > 0 and <= 10, "above 0 and at most 10");
        Option<int> warmup = Number("--warmup", "N", usual.WarmupSteps, "Steps over which the learning rate grows at the start.", n => n is >= 0 and <= Many, $"from 0 to {Many}");
        Option<double> decay = Number("--weight-decay", "X", usual.WeightDecay, "Weight decay.", x => x is >= 0 and <= 10, "from 0 to 10");
        Option<double> clip = Number("--max-gradient", "X", usual.MaxGradientNorm, "Longest gradient; longer ones are scaled down.", x => x > 0, "above 0");
        Option<double> drop = Number("--drop-path", "X", usual.DropPath, "Drop path rate of the last block.", x => x is >= 0 and < 1, "from 0 to below 1");
        Option<double> smoothing = Number("--label-smoothing", "X", usual.LabelSmoothing, "Share of the target spread over all emotions.", x => x is >= 0 and < 1, "from 0 to below 1");
        var modality = new Option<Modality>("--modality")
        {
            Description = "Senses of the network: with one alone, the other encoder and the fusion are left out and stay as they are.",
            HelpName = "both|audio|video",
            DefaultValueFactory = _ => usual.Modality,
            CustomParser = ModalityNames.Parse,
        };
        Option<double> senses = Number("--modality-dropout", "X", usual.ModalityDropout, "Chance that a clip loses its face or its voice.", x => x is >= 0 and <= 1, "from 0 to 1");
        Option<bool> balanced = new("--balanced") { Description = "Draw all emotions equally often." };
        Option<bool> plain = new("--no-augment") { Description = "Leave the frames as they are." };
        Option<int> patience = Number("--patience", "N", 0, "Stop after N epochs without a lower validation loss, and keep the best; 0 for never.", n => n is >= 0 and <= Many, $"from 0 to {Many}");
        Option<ulong> seed = Number("--seed", "N", usual.Seed, "Start of the random draws.", _ => true, "a whole number from 0 up");
        Option<double> save = Number("--save-every", "S", usual.SaveInterval.TotalSeconds, "Longest time in seconds between two saves of the state.", x => x is >= 0 and <= 86400, "from 0 to 86400");
        Option<string?> cache = Text("--cache", "DIR", "Folder for decoded clips, for later epochs and runs; without it OUT/cache.");
        Option<string> engine = SharedOptions.TrainingEngine();
        Option<Precision> precision = SharedOptions.Precision();
        Option<int> threads = SharedOptions.Threads();
        Option<bool> resume = new("--resume") { Description = "Go on where an interrupted run with the same settings stopped." };
        Option<bool> overwrite = new("--overwrite") { Description = "Begin anew in a folder that holds a training already, and overwrite it." };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("finetune", "Trains an adapter (or everything) on one's own clips.")
        {
            model, data, root, order, validation, share, output, train, labels, epochs, batch, micro, memory, rate, warmup, decay, clip, drop,
            smoothing, senses, modality, balanced, plain, patience, seed, save, cache, engine, precision, threads, resume, overwrite, json,
        };
        command.Validators.Add(result =>
        {
            try
            {
                // Defaults are not values of the result yet.
                int clips = result.GetResult(batch) is { Implicit: false } ? result.GetValue(batch) : usual.BatchSize;
                int atOnce = result.GetResult(micro) is { Implicit: false } ? result.GetValue(micro) : usual.MicroBatchSize;
                if (atOnce > 0 && clips % atOnce != 0)
                    result.AddError($"--micro-batch {atOnce}: must divide --batch {clips}.");
                if (result.GetValue(modality) != Modality.Both && result.GetValue(senses) != 0)
                    result.AddError("--modality-dropout must be 0 if --modality is audio or video.");
                if (result.GetValue(resume) && result.GetValue(overwrite))
                    result.AddError("--resume and --overwrite cannot be combined; choose one.");
            }
            catch (InvalidOperationException)
            {
                // An option has no valid value; its own error says so.
            }
        });
        command.SetAction((parsed, cancellationToken) => FinetuneRun.Run(
            new FinetuneSettings
            {
                Model = parsed.GetValue(model)!,
                Data = parsed.GetValue(data)!,
                Root = parsed.GetValue(root),
                Order = parsed.GetValue(order),
                Validation = parsed.GetValue(validation),
                ValidationShare = parsed.GetValue(share),
                Output = parsed.GetValue(output)!,
                Json = parsed.GetValue(json),
                Options = new TrainingOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    TrainableSet = Enum.Parse<TrainableSet>(parsed.GetValue(train)!, ignoreCase: true),
                    Labels = parsed.GetValue(labels),
                    Epochs = parsed.GetValue(epochs),
                    BatchSize = parsed.GetValue(batch),
                    MicroBatchSize = parsed.GetValue(micro),
                    SaveMemory = parsed.GetValue(memory),
                    LearningRate = parsed.GetValue(rate),
                    WarmupSteps = parsed.GetValue(warmup),
                    WeightDecay = parsed.GetValue(decay),
                    MaxGradientNorm = parsed.GetValue(clip),
                    DropPath = parsed.GetValue(drop),
                    LabelSmoothing = parsed.GetValue(smoothing),
                    ModalityDropout = parsed.GetValue(senses),
                    Modality = parsed.GetValue(modality),
                    ClassBalanced = parsed.GetValue(balanced),
                    Augment = !parsed.GetValue(plain),
                    Patience = parsed.GetValue(patience) is > 0 and var n ? n : null,
                    Seed = parsed.GetValue(seed),
                    SaveInterval = TimeSpan.FromSeconds(parsed.GetValue(save)),
                    CacheFolder = parsed.GetValue(cache) ?? Path.Combine(parsed.GetValue(output)!, "cache"),
                    Resume = parsed.GetValue(resume),
                    Overwrite = parsed.GetValue(overwrite),
                },
            },
            terminal, cancellationToken));
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<T> Number<T>(string name, string value, T usual, string description, Func<T, bool> fits, string rule)
        where T : INumber<T> =>
        new Option<T>(name) { Description = description, HelpName = value, DefaultValueFactory = _ => usual }.Only(fits, rule);
}
