using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using MmaDfer.Cli.Finetuning;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer finetune</c>: trains a model on your own clips.</summary>
internal static class FinetuneCommand
{
    private const int Many = 100_000;

    public static Command Create(Terminal terminal)
    {
        var defaults = new TrainingOptions();
        Option<string> model = new("--model", "-m") { Description = "Model file to start from.", HelpName = "FILE", Required = true };
        Option<string> data = SharedOptions.CreateData();
        Option<string?> root = SharedOptions.CreateRoot();
        Option<FrameOrder?> order = SharedOptions.CreateFrameOrder();
        Option<string?> group = SharedOptions.CreateGroup("clips of a group are never in both parts of --validation-share, or in two --folds");
        Option<string?> validation = CreateTextOption("--validation", "DATA", "Validation clips, in any form that --data takes.");
        Option<double> share = CreateNumberOption("--validation-share", "X", 0.0, "Without --validation: share of the clips held out for it.",
            x => x is >= 0 and < 1, "at least 0 and below 1");
        var folds = new Option<FoldChoice?>("--folds")
        {
            Description = "Judge the training by folds: each is held out once, and its clips are judged by an adapter trained on the others; 'each' is one fold per group (person). The adapter to keep is then trained on all clips.",
            HelpName = $"N|{FoldChoice.EachGroup}",
            CustomParser = ParseFolds,
        };
        Option<string> output = new("--out") { Description = "Folder for adapter.safetensors, report.html, losses.csv and the training state.", HelpName = "DIR", Required = true };
        Option<string> train = new Option<string>("--train")
        {
            Description = "Part to train: the paper's adapters, the classifier alone, or all weights.",
            DefaultValueFactory = _ => "adapters",
        }.AcceptOnlyFromAmong("adapters", "classifier", "all");
        Option<IReadOnlyList<string>?> labels = SharedOptions.CreateLabels(required: false);
        Option<int> epochs = CreateNumberOption("--epochs", "N", defaults.Epochs, "Passes over all clips.", n => n is >= 1 and <= Many, $"between 1 and {Many}");
        Option<int> batch = CreateNumberOption("--batch", "N", defaults.BatchSize, "Clips per step.", n => n is >= 1 and <= Many, $"between 1 and {Many}");
        Option<int> micro = CreateNumberOption("--micro-batch", "N", defaults.MicroBatchSize, "Clips computed at a time; must divide --batch.", n => n is >= 1 and <= Many, $"between 1 and {Many}");
        Option<bool> memory = new("--save-memory") { Description = "Recompute values instead of keeping them: less memory, about 50 % more time." };
        Option<double> rate = CreateNumberOption("--lr", "X", defaults.LearningRate, "Initial learning rate.", x => x is > 0 and <= 10, "above 0 and at most 10");
        Option<int> warmup = CreateNumberOption("--warmup", "N", defaults.WarmupSteps, "Steps over which the learning rate rises at the start.", n => n is >= 0 and <= Many, $"between 0 and {Many}");
        Option<double> decay = CreateNumberOption("--weight-decay", "X", defaults.WeightDecay, "Weight decay.", x => x is >= 0 and <= 10, "between 0 and 10");
        Option<double> clip = CreateNumberOption("--max-gradient", "X", defaults.MaxGradientNorm, "Maximum norm of the gradient; larger gradients are scaled down.", x => x > 0, "above 0");
        Option<double> drop = CreateNumberOption("--drop-path", "X", defaults.DropPath, "Drop path rate of the last block.", x => x is >= 0 and < 1, "at least 0 and below 1");
        Option<double> smoothing = CreateNumberOption("--label-smoothing", "X", defaults.LabelSmoothing, "Share of the target that is spread over all emotions.", x => x is >= 0 and < 1, "at least 0 and below 1");
        var modality = new Option<Modality>("--modality")
        {
            Description = "Inputs for the model: both, audio or video. With one alone, the other encoder and the fusion are neither run nor changed.",
            HelpName = "both|audio|video",
            DefaultValueFactory = _ => defaults.Modality,
            CustomParser = SharedOptions.ParseModality,
        };
        Option<double> senses = CreateNumberOption("--modality-dropout", "X", defaults.ModalityDropout, "Probability that a clip loses its frames or its audio.", x => x is >= 0 and <= 1, "between 0 and 1");
        Option<bool> balanced = new("--balanced") { Description = "Draw all emotions equally often." };
        Option<bool> plain = new("--no-augment") { Description = "Do not augment the frames." };
        Option<int> patience = CreateNumberOption("--patience", "N", 0, "Stop after N epochs without a lower validation loss and keep the best epoch; 0 never stops early.", n => n is >= 0 and <= Many, $"between 0 and {Many}");
        Option<ulong> seed = CreateNumberOption("--seed", "N", defaults.Seed, "Seed of the random numbers.", _ => true, "a whole number, 0 or greater");
        Option<double> save = CreateNumberOption("--save-every", "S", defaults.SaveInterval.TotalSeconds, "Maximum time in seconds between two saves of the training state.", x => x is >= 0 and <= 86400, "between 0 and 86400");
        Option<string?> cache = CreateTextOption("--cache", "DIR", "Folder for decoded clips, reused in later epochs and runs (default: the subfolder cache of --out).");
        Option<string> engine = SharedOptions.CreateTrainingEngine();
        Option<Precision> precision = SharedOptions.CreatePrecision();
        Option<int> threads = SharedOptions.CreateThreads();
        Option<bool> resume = new("--resume") { Description = "Continue an interrupted run with the same settings." };
        Option<bool> overwrite = new("--overwrite") { Description = "Overwrite a training that the folder already holds." };
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("finetune", "Trains an adapter, or a whole model, on your own clips.")
        {
            model, data, root, order, group, validation, share, folds, output, train, labels, epochs, batch, micro, memory, rate, warmup, decay, clip, drop,
            smoothing, senses, modality, balanced, plain, patience, seed, save, cache, engine, precision, threads, resume, overwrite, json,
        };
        command.Validators.Add(result =>
        {
            try
            {
                // Defaults are not values of the result yet.
                int clips = result.GetResult(batch) is { Implicit: false } ? result.GetValue(batch) : defaults.BatchSize;
                int atOnce = result.GetResult(micro) is { Implicit: false } ? result.GetValue(micro) : defaults.MicroBatchSize;
                if (atOnce > 0 && clips % atOnce != 0)
                    result.AddError($"--micro-batch {atOnce}: must divide --batch {clips}.");
                if (result.GetValue(modality) != Modality.Both && result.GetValue(senses) != 0)
                    result.AddError("--modality-dropout must be 0 if --modality is audio or video.");
                if (result.GetResult(folds) is not null && (result.GetValue(validation) is not null || result.GetValue(share) > 0 || result.GetValue(patience) > 0))
                    result.AddError("--folds cannot be combined with --validation, --validation-share or --patience: the folds judge, so nothing of them may choose.");
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
                Model = ModelLoader.FindFile(parsed.GetValue(model)!),
                Data = parsed.GetValue(data)!,
                Root = parsed.GetValue(root),
                Order = parsed.GetValue(order),
                Group = parsed.GetValue(group),
                Validation = parsed.GetValue(validation),
                ValidationShare = parsed.GetValue(share),
                Folds = parsed.GetValue(folds),
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

    private static FoldChoice? ParseFolds(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text == FoldChoice.EachGroup)
            return new FoldChoice(null);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 2 and <= Many)
            return new FoldChoice(count);
        result.AddError($"--folds '{text}': must be a number from 2 to {Many}, or '{FoldChoice.EachGroup}' for one fold per group.");
        return null;
    }

    private static Option<string?> CreateTextOption(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<T> CreateNumberOption<T>(string name, string value, T defaultValue, string description, Func<T, bool> fits, string rule)
        where T : INumber<T> =>
        new Option<T>(name) { Description = description, HelpName = value, DefaultValueFactory = _ => defaultValue }.AcceptOnly(fits, rule);
}
