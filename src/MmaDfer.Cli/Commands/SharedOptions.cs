using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Commands;

/// <summary>Options that several commands take, made anew for each.</summary>
internal static class SharedOptions
{
    private const int MaxThreads = 256;

    public static Option<bool> Json() => new("--json")
    {
        Description = "One JSON object on standard output, and nothing else there.",
    };

    public static Option<bool> Half() => new("--half")
    {
        Description = "Store float16: half the size, almost the same answers.",
    };

    public static Option<string> Model() => new("--model", "-m")
    {
        Description = "Model file (.safetensors or an official .pth); the word 'untrained' (or 'untrained:160' for another "
            + "image size) stands for weights drawn by chance, whose answers mean nothing.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string?> Adapter() => new("--adapter", "-a")
    {
        Description = "Adapter made by 'mmadfer finetune' from this very model.",
        HelpName = "FILE",
    };

    public static Option<string> Engine() => new("--engine")
    {
        Description = $"Where the network runs: {Engines.Available} (the best that works here), or several with commas, tried in that order.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Engines.Default,
    };

    public static Option<string> TrainingEngine() => new("--engine")
    {
        Description = $"Where the network trains: {Engines.Training}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Engines.Default,
    };

    public static Option<Precision> Precision() => new Option<Precision>("--precision")
    {
        Description = "The numbers that the engine computes with: float16 and bfloat16 are several times as quick on GPUs, and differ in the last digits.",
        HelpName = "float32|float16|bfloat16",
        DefaultValueFactory = _ => Sdk.Precision.Float32,
        CustomParser = ParsePrecision,
    };

    /// <summary>0 where not given, as the engine takes it.</summary>
    public static Option<int> Threads() => new Option<int>("--threads")
    {
        Description = "Threads for what runs on the processor; one for each processor if not given.",
        HelpName = "N",
    }.Only(n => n is >= 1 and <= MaxThreads, $"a whole number from 1 to {MaxThreads}");

    public static Option<string> Data() => new("--data")
    {
        Description = "The data set: a CSV file (path,label[,start,end][,audio][,identity]), a folder with a folder per label, or "
            + "an official list as dfew:LIST or mafw:LIST.",
        HelpName = "CSV|FOLDER|dfew:LIST|mafw:LIST",
        Required = true,
    };

    public static Option<string?> Root() => new("--root")
    {
        Description = "The folder that holds the clips of an official list here (clip_224x224 or clips_faces).",
        HelpName = "FOLDER",
    };

    public static Option<IReadOnlyList<string>?> Labels(bool required) => new("--labels")
    {
        Description = "The emotions in the order of the model's classes: 'dfew', 'mafw', or names with commas.",
        HelpName = "dfew|mafw|a,b,c",
        Required = required,
        CustomParser = ParseLabels,
    };

    /// <summary>Null where not given.</summary>
    public static Option<FrameOrder?> FrameOrder() => new("--frame-order")
    {
        Description = "Order of the images of a folder: by the numbers in their names (2 before 10), or by their names letter by letter (10 before 2). "
            + "Without it by number, in official lists by name.",
        HelpName = "name|number",
        CustomParser = ParseFrameOrder,
    };

    private static FrameOrder? ParseFrameOrder(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.Equals("name", StringComparison.OrdinalIgnoreCase))
            return Sdk.Sources.FrameOrder.Ordinal;
        if (text.Equals("number", StringComparison.OrdinalIgnoreCase))
            return Sdk.Sources.FrameOrder.Numeric;
        result.AddError($"The order '{text}' is none of name, number.");
        return null;
    }

    private static Precision ParsePrecision(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        foreach (Precision format in Enum.GetValues<Precision>())
        {
            if (string.Equals(text, $"{format}", StringComparison.OrdinalIgnoreCase))
                return format;
        }
        result.AddError($"The precision '{text}' is none of float32, float16, bfloat16.");
        return Sdk.Precision.Float32;
    }

    private static IReadOnlyList<string>? ParseLabels(ArgumentResult result)
    {
        try
        {
            return EmotionLabels.Parse(result.Tokens[0].Value);
        }
        catch (MmaDferException exception)
        {
            result.AddError(exception.Message);
            return null;
        }
    }
}
