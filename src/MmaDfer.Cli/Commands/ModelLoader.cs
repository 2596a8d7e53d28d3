using System.Globalization;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary>Loads the model that <c>--model</c> names.</summary>
internal static class ModelLoader
{
    /// <summary>The name that stands for a network with random weights.</summary>
    public const string Untrained = "untrained";

    /// <summary>The name that stands for the demo model beside this tool.</summary>
    public const string Demo = "demo";

    /// <summary>The name that stands for the starter model beside this tool.</summary>
    public const string Starter = "starter";

    private const int DefaultImageSize = 112, Patch = 16, MaxImageSize = 1024;

    /// <summary>Checks the value of <c>--model</c> without opening it; returns a message, or null if nothing is wrong.</summary>
    public static string? Check(string model) => IsUntrained(model) && ParseImageSize(model) is null
        ? $"--model {model}: the image size must be a multiple of {Patch} between {Patch} and {MaxImageSize}, for example {Untrained}:160."
        : IsStarter(model) && !File.Exists(FindFile(model)) ? $"--model {Starter}: {FindFile(model)} is missing; give the file of a model with --model."
        : null;

    /// <summary>Loads the model, with a note on standard error if it is untrained.</summary>
    public static async Task<EmotionRecognizer> Load(
        string model, EmotionRecognizerOptions options, Terminal terminal, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        EmotionRecognizer recognizer = IsUntrained(model)
            ? await Task.Run(() => EmotionRecognizer.CreateUntrained(ParseImageSize(model)!.Value, null, options), cancellationToken)
            : await EmotionRecognizer.LoadAsync(FindFile(model), options, progress, cancellationToken);
        if (IsDemo(model))
            terminal.Error.WriteLine("Note: the demo model knows drawn faces only; what it says of people means nothing.");
        if (IsStarter(model))
            terminal.Error.WriteLine("Note: the starter model is for one cooperative, frontal face and knows posed expressions; it does not hear yet; never use it for decisions about people.");
        if (recognizer.IsTrained == false)
            terminal.Error.WriteLine($"Note: '{model}' is untrained; its predictions mean nothing.");
        return recognizer;
    }

    /// <summary>Reads the labels of a model, or of a model with an adapter, without loading the weights.</summary>
    /// <exception cref="ModelFileException">A file cannot be read.</exception>
    public static IReadOnlyList<string> ReadLabels(string model, string? adapter = null)
    {
        IReadOnlyList<string> labels = EmotionLabels.Dfew;
        if (!IsUntrained(model))
        {
            using ModelFile file = ModelFile.Open(FindFile(model));
            labels = file.Labels;
        }
        if (adapter is null)
            return labels;
        using AdapterFile changes = AdapterFile.Open(adapter);
        return changes.Labels;
    }

    /// <summary>Reads the side of a model's frames, and whether faces are aligned in them, without loading the weights.</summary>
    /// <exception cref="ModelFileException">The file cannot be read.</exception>
    public static (int Side, bool AlignsFaces) ReadFrames(string model)
    {
        if (IsUntrained(model))
            return (ParseImageSize(model)!.Value, false);
        using ModelFile file = ModelFile.Open(FindFile(model));
        return (file.Config.ImageSize, file.AlignsFaces);
    }

    /// <summary>The file that the name of a model stands for.</summary>
    public static string FindFile(string model) => IsDemo(model) || IsStarter(model) ? Path.Combine(AppContext.BaseDirectory, model + ".safetensors") : model;

    /// <summary>A file of that name comes first.</summary>
    private static bool IsDemo(string model) => model == Demo && !File.Exists(model);

    /// <inheritdoc cref="IsDemo"/>
    private static bool IsStarter(string model) => model == Starter && !File.Exists(model);

    private static bool IsUntrained(string model) =>
        model == Untrained || model.StartsWith(Untrained + ":", StringComparison.Ordinal);

    private static int? ParseImageSize(string model)
    {
        if (model == Untrained)
            return DefaultImageSize;
        bool number = int.TryParse(
            model.AsSpan(Untrained.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int size);
        return number && size is >= Patch and <= MaxImageSize && size % Patch == 0 ? size : null;
    }
}
