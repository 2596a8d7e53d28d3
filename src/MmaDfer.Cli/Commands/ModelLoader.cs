using System.Globalization;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary>Loads what <c>--model</c> names.</summary>
internal static class ModelLoader
{
    /// <summary>The word that stands for a network whose weights are drawn by chance.</summary>
    public const string Untrained = "untrained";

    private const int DefaultImageSize = 112, Patch = 16, MaxImageSize = 1024;

    /// <summary>What is wrong with the value of <c>--model</c>; null if nothing is to be seen.</summary>
    public static string? Check(string model) => IsUntrained(model) && ImageSize(model) is null
        ? $"--model {model}: the image size must be a multiple of {Patch} from {Patch} to {MaxImageSize}, for example {Untrained}:160."
        : null;

    /// <summary>Loads the model, and says on standard error if its answers mean nothing.</summary>
    public static async Task<EmotionRecognizer> Load(
        string model, EmotionRecognizerOptions options, Terminal terminal, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        EmotionRecognizer recognizer = IsUntrained(model)
            ? await Task.Run(() => EmotionRecognizer.CreateUntrained(ImageSize(model)!.Value, null, options), cancellationToken)
            : await EmotionRecognizer.LoadAsync(model, options, progress, cancellationToken);
        if (recognizer.IsTrained == false)
            terminal.Error.WriteLine($"Note: the weights of '{model}' are untrained: the answer means nothing.");
        return recognizer;
    }

    /// <summary>The labels of a model, or of it with an adapter, by its file alone.</summary>
    /// <exception cref="ModelFileException">A file cannot be read.</exception>
    public static IReadOnlyList<string> Labels(string model, string? adapter = null)
    {
        IReadOnlyList<string> labels = EmotionLabels.Dfew;
        if (!IsUntrained(model))
        {
            using ModelFile file = ModelFile.Open(model);
            labels = file.Labels;
        }
        if (adapter is null)
            return labels;
        using AdapterFile changes = AdapterFile.Open(adapter);
        return changes.Labels;
    }

    private static bool IsUntrained(string model) =>
        model == Untrained || model.StartsWith(Untrained + ":", StringComparison.Ordinal);

    private static int? ImageSize(string model)
    {
        if (model == Untrained)
            return DefaultImageSize;
        bool number = int.TryParse(
            model.AsSpan(Untrained.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int size);
        return number && size is >= Patch and <= MaxImageSize && size % Patch == 0 ? size : null;
    }
}
