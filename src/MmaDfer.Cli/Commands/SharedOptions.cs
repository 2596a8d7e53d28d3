using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Cli.Commands;

/// <summary>Options of several commands; each command gets its own instance.</summary>
internal static class SharedOptions
{
    private const int MaxThreads = 256;

    public static Option<bool> CreateJson() => new("--json")
    {
        Description = "Write one JSON object to standard output, and nothing else.",
    };

    public static Option<bool> CreateHalf() => new("--half")
    {
        Description = "Store the weights as float16: half the size, almost the same predictions.",
    };

    /// <summary>The number format of the file to write, by <c>--half</c> and <c>--int8</c>.</summary>
    public static Precision PrecisionOf(ParseResult parsed, Option<bool> half, Option<bool> bytes) =>
        parsed.GetValue(bytes) ? Precision.Int8 : parsed.GetValue(half) ? Precision.Float16 : Precision.Float32;

    /// <summary>Refuses <c>--half</c> beside <c>--int8</c>.</summary>
    public static void CheckPrecision(CommandResult result, Option<bool> half, Option<bool> bytes)
    {
        if (result.GetValue(half) && result.GetValue(bytes))
            result.AddError("--half and --int8 cannot be combined: a file has one number format.");
    }

    public static Option<string?> CreateLicense(string without) => new("--license")
    {
        Description = $"Licence to state in the model file, as text{without}.",
        HelpName = "TEXT",
    };

    public static Option<string> CreateModel() => new("--model", "-m")
    {
        Description = "Model file (.safetensors or an official .pth). 'demo' is the demo model, which knows drawn faces only; 'starter' is for one cooperative, frontal face; 'untrained' (or 'untrained:160' for another image size) stands for "
            + "random weights; their predictions mean nothing.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string?> CreateAdapter() => new("--adapter", "-a")
    {
        Description = "Adapter made by 'mmadfer finetune' for this model.",
        HelpName = "FILE",
    };

    public static Option<string> CreateEngine() => new("--engine")
    {
        Description = $"Engine that runs the network: {Engines.Available} (the best that works here), or several separated by commas, tried in order.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Engines.Default,
    };

    public static Option<string> CreateTrainingEngine() => new("--engine")
    {
        Description = $"Engine that trains the network: {Engines.Training}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Engines.Default,
    };

    public static Option<Precision> CreatePrecision() => new Option<Precision>("--precision")
    {
        // The help of a default value factory would show the name of the enumeration's member, which is not what is typed.
        Description = "Number format of the computation: float16 and bfloat16 are several times faster on GPUs, int8 about twice as fast with the engine cpu; results differ slightly (default: float32).",
        HelpName = "float32|float16|bfloat16|int8",
        CustomParser = ParsePrecision,
    };

    /// <summary>0 if not given, which lets the engine choose.</summary>
    public static Option<int> CreateThreads() => new Option<int>("--threads")
    {
        Description = "Number of threads on the CPU (default: one per processor).",
        HelpName = "N",
    }.AcceptOnly(n => n is >= 1 and <= MaxThreads, $"a whole number between 1 and {MaxThreads}");

    public static Option<string> CreateData() => new("--data")
    {
        Description = "Data set: a CSV file (path,label[,start,end][,audio][,person]), a folder with one subfolder per label, or "
            + "an official list as dfew:LIST or mafw:LIST.",
        HelpName = "CSV|FOLDER|dfew:LIST|mafw:LIST",
        Required = true,
    };

    public static Option<string?> CreateGroup(string use) => new("--group")
    {
        Description = $"Column of the CSV file that names the group of each clip, such as person: {use} (default: identity, group or person, whichever there is).",
        HelpName = "COLUMN",
    };

    public static Option<string?> CreateRoot() => new("--root")
    {
        Description = "Folder with the clips of an official list (clip_224x224 or clips_faces).",
        HelpName = "FOLDER",
    };

    public static Option<IReadOnlyList<string>?> CreateLabels(bool required) => new("--labels")
    {
        Description = "Emotions in the order of the model's classes: 'dfew', 'mafw', or names separated by commas.",
        HelpName = "dfew|mafw|a,b,c",
        Required = required,
        CustomParser = ParseLabels,
    };

    /// <summary>Null if not given.</summary>
    public static Option<FrameOrder?> CreateFrameOrder() => new("--frame-order")
    {
        Description = "Order of the images in a folder: by the numbers in their names (2 before 10), or by name, character by character (10 before 2). "
            + "The default is number; for official lists, name.",
        HelpName = "name|number",
        CustomParser = ParseFrameOrder,
    };

    /// <summary>0 if not given.</summary>
    public static Option<int> CreateRotation() => new Option<int>("--rotate")
    {
        Description = "Turn the frames clockwise by 90, 180 or 270 degrees, for a camera on its side. Turns that a file itself notes come first.",
        HelpName = "DEGREES",
    }.AcceptOnly(n => n is 0 or 90 or 180 or 270, "0, 90, 180 or 270 degrees");

    public static Option<bool> CreateMirror() => new("--mirror")
    {
        Description = "Exchange left and right of the (turned) frames, for a camera that shows a mirror image.",
    };

    /// <summary>Null if not given.</summary>
    public static Option<AudioChannel?> CreateAudioChannel(string otherwise) => new("--audio-channel")
    {
        Description = $"Of several channels, what is heard: auto (the first, unless it is silent beside another; more than two are mixed first) or published (always the first); {otherwise}.",
        HelpName = "auto|published",
        CustomParser = ParseAudioChannel,
    };

    /// <summary>Parses a value of <c>--modality</c>: a name, not a number as an enumeration would also take.</summary>
    public static Modality ParseModality(ArgumentResult result)
    {
        switch (result.Tokens[0].Value.ToUpperInvariant())
        {
            case "BOTH":
                return Modality.Both;
            case "AUDIO":
                return Modality.Audio;
            case "VIDEO":
                return Modality.Video;
            default:
                result.AddError($"--modality {result.Tokens[0].Value}: must be both, audio or video.");
                return default;
        }
    }

    private static AudioChannel? ParseAudioChannel(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return AudioChannel.Auto;
        if (text.Equals("published", StringComparison.OrdinalIgnoreCase))
            return AudioChannel.Published;
        result.AddError($"--audio-channel {text}: must be auto or published.");
        return null;
    }

    private static FrameOrder? ParseFrameOrder(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.Equals("name", StringComparison.OrdinalIgnoreCase))
            return Sdk.Sources.FrameOrder.Ordinal;
        if (text.Equals("number", StringComparison.OrdinalIgnoreCase))
            return Sdk.Sources.FrameOrder.Numeric;
        result.AddError($"--frame-order {text}: must be name or number.");
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
        result.AddError($"--precision {text}: must be float32, float16, bfloat16 or int8.");
        return Precision.Float32;
    }

    private static IReadOnlyList<string>? ParseLabels(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (EmotionLabels.TryParse(text, out IReadOnlyList<string> labels) is not { } fault)
            return labels;
        result.AddError($"labels '{Printable.Text(text)}': {fault}.");
        return null;
    }
}
