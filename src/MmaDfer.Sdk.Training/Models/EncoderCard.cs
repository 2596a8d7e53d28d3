using System.Text.Json;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// What the files beside a checkpoint say of it, as model hubs deliver them: <c>preprocessor_config.json</c> (Hugging Face),
/// <c>config.json</c> (Hugging Face, timm), <c>README.md</c>. Everything is optional; a file that cannot be read is left out, and said.
/// </summary>
internal sealed record EncoderCard
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The normalisation of the input, and the file that states it.</summary>
    public (EncoderInput Input, string File)? Input { get; private init; }

    /// <summary>Mean and deviation of the filter bank of an audio encoder, and the file that states them.</summary>
    public (EncoderInput Input, string File)? FilterBank { get; private init; }

    /// <summary>Samples per second of the audio that it learned.</summary>
    public int? SampleRate { get; private init; }

    public int? Heads { get; private init; }

    /// <summary>The activation function of its feed-forward layers.</summary>
    public string? Activation { get; private init; }

    /// <summary>The licence, and the file that states it.</summary>
    public string? License { get; private init; }

    /// <summary>A sentence for each file that could not be read.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <param name="path">The checkpoint.</param>
    public static EncoderCard Beside(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var remarks = new List<string>();
        var card = new EncoderCard();
        foreach (string name in (string[])["config.json", "preprocessor_config.json"])
        {
            if (Read(Path.Combine(folder, name), remarks) is not { } text)
                continue;
            try
            {
                using JsonDocument json = JsonDocument.Parse(text);
                card = card.With(json.RootElement, name);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
            {
                remarks.Add($"{name} beside {Path.GetFileName(path)} is not what a model's is, and was not used.");
            }
        }
        if (card.License is null && Read(Path.Combine(folder, "README.md"), remarks) is { } readme && StatedLicense(readme) is { } stated)
            card = card with { License = $"{stated} (README.md)" };
        return card with { Remarks = remarks };
    }

    private EncoderCard With(JsonElement root, string file)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException();
        // timm keeps its part in an object of its own; older files have it at the top.
        JsonElement timm = root.TryGetProperty("pretrained_cfg", out JsonElement cfg) && cfg.ValueKind == JsonValueKind.Object ? cfg : root;
        EncoderCard card = this with
        {
            Heads = Number(root, "num_attention_heads") is { } heads ? (int)heads : Heads,
            Activation = root.TryGetProperty("hidden_act", out JsonElement activation) ? activation.GetString() : Activation,
            License = timm.TryGetProperty("license", out JsonElement license) && license.GetString() is { Length: > 0 } text ? $"{Printable.Text(text)} ({file})" : License,
        };
        bool normalised = !root.TryGetProperty("do_normalize", out JsonElement normalise) || normalise.ValueKind != JsonValueKind.False;
        IReadOnlyList<double>? mean = Three(root, "image_mean") ?? Three(timm, "mean"), deviation = Three(root, "image_std") ?? Three(timm, "std");
        if (mean is not null && deviation is not null)
        {
            // Pixels of 0 to 255 are multiplied by this factor first; the network's are multiplied by 1 / 255.
            double factor = (Number(root, "rescale_factor") ?? 1.0 / 255) * 255;
            EncoderInput input = normalised
                ? new([.. mean.Select(m => m / factor)], [.. deviation.Select(d => d / factor)])
                : new([0, 0, 0], [1 / factor, 1 / factor, 1 / factor]);
            card = card with { Input = (input, file) };
        }
        if (root.TryGetProperty("num_mel_bins", out _) && Number(root, "mean") is { } bank && Number(root, "std") is > 0 and { } spread)
            card = card with { FilterBank = (EncoderInput.OfFilterBank(bank, spread), file), SampleRate = Number(root, "sampling_rate") is { } rate && ModelMetadata.IsSampleRate((int)rate) ? (int)rate : null };
        return card;
    }

    private static double? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && double.IsFinite(number) && Math.Abs(number) < 1e9 ? number : null;

    /// <summary>Three numbers, of which none is huge; deviations of 0 are no deviations.</summary>
    private static IReadOnlyList<double>? Three(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 3)
            return null;
        double[] values = [.. list.EnumerateArray().Select(e => e.GetDouble())];
        bool possible = values.All(v => double.IsFinite(v) && Math.Abs(v) < 1000 && (!name.EndsWith("std", StringComparison.Ordinal) || v > 1e-3));
        return possible ? values : throw new JsonException();
    }

    private static string? Read(string path, List<string> remarks)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length <= MaxBytes)
                return new StreamReader(file).ReadToEnd();
            remarks.Add($"{Path.GetFileName(path)} beside the encoder is larger than {MaxBytes >> 20} MiB, and was not used.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            remarks.Add($"{Path.GetFileName(path)} beside the encoder could not be read, and was not used: {exception.Message}");
        }
        return null;
    }

    /// <summary>The licence in the header of a model card, which stands between two lines of dashes; null without one.</summary>
    private static string? StatedLicense(string readme)
    {
        const string key = "license:", bounds = "---";
        string[] lines = readme.Split('\n', 200, StringSplitOptions.TrimEntries);
        string? line = lines[0] == bounds ? lines.Skip(1).TakeWhile(l => l != bounds).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal)) : null;
        return line?[key.Length..].Trim(' ', '"', '\'') is { Length: > 0 and < 60 } license ? Printable.Text(license) : null;
    }
}
