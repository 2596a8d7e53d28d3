using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The metadata of a model file, which the shapes of the tensors do not contain. Unknown keys are ignored; known ones must agree with
/// the tensors.
/// </summary>
internal static class ModelMetadata
{
    public const string Format = "format", FormatVersion = "format_version", ImageSize = "image_size", Width = "width",
        Heads = "heads", TemporalHeads = "temporal_heads", Latent = "latent", Classes = "classes", Labels = "labels",
        Source = "source", EncodersSha256 = "encoders_sha256", Trained = "trained", Temperature = "temperature", SampleRate = "sample_rate",
        SureFrom = "sure_from", FaceCrop = "face_crop", License = "license", Remarks = "remarks", Precision = ByteWeights.PrecisionKey;

    /// <summary>The value of <see cref="Format"/> in files of this SDK.</summary>
    public const string ModelFormat = "mmadfer-model", AdapterFormat = "mmadfer-adapter";

    /// <summary>The sample rates that a model may have learned, in Hz.</summary>
    public const int MinSampleRate = 4000, MaxSampleRate = 192_000;

    /// <summary>The value of <see cref="FaceCrop"/> of models whose faces are aligned by eyes and mouth.</summary>
    public const string AlignedFaces = "aligned";

    /// <summary>The versions that are written, for files of floats and for files in 8 bit; newer versions are refused.</summary>
    public const int Version = 1, ByteVersion = 2;

    /// <summary>Whether this is a file of this SDK in a given format.</summary>
    /// <exception cref="ModelFileException">It is, but in a newer version.</exception>
    public static bool IsOurs(WeightStore weights, string ours = ModelFormat)
    {
        if (!weights.Metadata.TryGetValue(Format, out string? format) || format != ours)
            return false;
        string version = weights.Metadata.GetValueOrDefault(FormatVersion, "");
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
            throw new ModelFileException($"{weights.Origin}: the metadata '{FormatVersion}' is '{Printable.Text(version)}'; it must be an integer of at least 1.");
        int newest = weights.Metadata.GetValueOrDefault(Precision) == ByteWeights.Int8 ? ByteVersion : Version;
        if (number > newest)
            throw new ModelFileException($"{weights.Origin}: the version of its format is {number}, but this program supports versions up to {newest}; update MmaDfer.Sdk.");
        return true;
    }

    /// <summary>The identity of the encoders that a file states; null if it states no valid one.</summary>
    public static string? StatedIdentity(WeightStore weights) =>
        weights.Metadata.TryGetValue(EncodersSha256, out string? stated)
        && stated.Length == 64 && stated.All(char.IsAsciiHexDigitLower) ? stated : null;

    /// <summary>The number by which logits are divided before the softmax; 1 if the file does not say.</summary>
    /// <exception cref="ModelFileException">The file states no valid number.</exception>
    public static double ReadTemperature(WeightStore weights)
    {
        const double least = 1e-3, most = 1e3;
        if (!weights.Metadata.TryGetValue(Temperature, out string? text))
            return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= least and <= most
            ? value
            : throw new ModelFileException($"{weights.Origin}: the metadata '{Temperature}' is '{Printable.Text(text)}'; it must be a number between {least} and {most}.");
    }

    /// <summary>Samples per second of the audio that the model learned; null if the file names none.</summary>
    /// <exception cref="ModelFileException">The file states no possible rate.</exception>
    public static int? ReadSampleRate(WeightStore weights)
    {
        if (!weights.Metadata.TryGetValue(SampleRate, out string? text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int rate) && IsSampleRate(rate)
            ? rate
            : throw new ModelFileException($"{weights.Origin}: the metadata '{SampleRate}' is '{Printable.Text(text)}'; it must be an integer between {MinSampleRate} and {MaxSampleRate}.");
    }

    /// <summary>The confidence from which a prediction counts as sure; null if the file names none.</summary>
    /// <exception cref="ModelFileException">The file states no probability.</exception>
    public static float? ReadSureFrom(WeightStore weights)
    {
        if (!weights.Metadata.TryGetValue(SureFrom, out string? text))
            return null;
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && IsSureFrom(value)
            ? value
            : throw new ModelFileException($"{weights.Origin}: the metadata '{SureFrom}' is '{Printable.Text(text)}'; it must be a number above 0 and at most 1.");
    }

    /// <summary>Whether a confidence can be the least that counts as sure.</summary>
    public static bool IsSureFrom(double confidence) => confidence is > 0 and <= 1;

    /// <summary>Whether a model can have learned this rate.</summary>
    public static bool IsSampleRate(int rate) => rate is >= MinSampleRate and <= MaxSampleRate;

    /// <summary>Whether the model learned faces that are aligned by eyes and mouth, and not boxes of a face finder.</summary>
    /// <exception cref="ModelFileException">The file names a crop that is not known.</exception>
    public static bool ReadAligned(WeightStore weights)
    {
        string? text = weights.Metadata.GetValueOrDefault(FaceCrop);
        return text is null or AlignedFaces
            ? text is not null
            : throw new ModelFileException($"{weights.Origin}: the metadata '{FaceCrop}' is '{Printable.Text(text)}'; it must be '{AlignedFaces}', or missing.");
    }

    public static Dictionary<string, string> Of(
        MmaDferConfig config, IReadOnlyList<string> labels, string source, string encodersSha256, string? trained,
        string? temperature = null, string? sampleRate = null)
    {
        var metadata = new Dictionary<string, string>
        {
            [Format] = ModelFormat,
            [FormatVersion] = Text(Version),
            [ImageSize] = Text(config.ImageSize),
            [Width] = Text(config.Width),
            [Heads] = Text(config.Heads),
            [Classes] = Text(config.Classes),
            [Labels] = WriteLabels(labels),
            [Source] = source,
            [EncodersSha256] = encodersSha256,
        };
        if (config.StandardizesFrames)
            metadata[ConfigReader.Frames] = ConfigReader.Standardized;
        if (config.Variant.FinalTransformer)
            metadata[TemporalHeads] = Text(config.TemporalHeads);
        if (config.Variant.HasLatent)
            metadata[Latent] = Text(config.Latent);
        foreach ((string key, string value) in VariantText.Metadata(config.Variant))
            metadata[key] = value;
        if (trained is not null)
            metadata[Trained] = trained;
        if (temperature is not null)
            metadata[Temperature] = temperature;
        if (sampleRate is not null)
            metadata[SampleRate] = sampleRate;
        return metadata;
    }

    /// <summary>The labels of the file, checked; null if it has none.</summary>
    /// <param name="weights">The file.</param>
    /// <param name="classes">Their required number; null for any number.</param>
    public static IReadOnlyList<string>? ReadLabels(WeightStore weights, int? classes)
    {
        if (!weights.Metadata.TryGetValue(Labels, out string? text))
            return null;
        string what = $"{weights.Origin}: the metadata '{Labels}'";
        var labels = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            bool list = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            while (list && reader.Read() && reader.TokenType == JsonTokenType.String)
                labels.Add(reader.GetString()!);
            if (!list || reader.TokenType != JsonTokenType.EndArray || reader.Read())
                throw new JsonException();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ModelFileException($"{what} is '{Printable.Text(text)}'; it must be a JSON list of strings.");
        }
        return EmotionLabels.Check(labels, what, classes);
    }

    /// <summary>Checks that the sizes and the variant that a file states are those of its tensors.</summary>
    public static void CheckAgrees(WeightStore weights, MmaDferConfig config)
    {
        IEnumerable<(string, string)> variant = VariantText.Metadata(config.Variant).Select(text => (text.Key, text.Value));
        foreach ((string key, string found) in variant.Concat([
            (ImageSize, Text(config.ImageSize)), (Width, Text(config.Width)), (Latent, Text(config.Latent)), (Classes, Text(config.Classes))]))
        {
            if (weights.Metadata.TryGetValue(key, out string? text) && text != found)
                throw new ModelFileException($"{weights.Origin}: the metadata '{key}' is '{Printable.Text(text)}', but it is {found} by the tensors; convert the checkpoint again.");
        }
    }

    private static string WriteLabels(IReadOnlyList<string> labels)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (string label in labels)
                json.WriteStringValue(label);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The names of variants of the network in files and on the command line.</summary>
internal static class VariantText
{
    /// <summary>The keys of <see cref="Metadata"/>.</summary>
    public const string Fusion = "fusion", PromptUpdates = "prompt_updates", Temporal = "temporal", TemporalAdapterWidth = "temporal_adapter_width";

    /// <summary>The name of each fusion.</summary>
    public static IReadOnlyList<(string Name, FusionKind Kind)> Fusions { get; } = ImmutableArray.Create(
        ("none", FusionKind.None), ("add", FusionKind.Add), ("mult", FusionKind.Mult), ("mult-concat", FusionKind.MultConcat),
        ("bottleneck", FusionKind.Bottleneck));

    public static string Of(FusionKind fusion) => Fusions.First(f => f.Kind == fusion).Name;

    /// <summary>The temporal part: "final", "adapters" or "both".</summary>
    public static string TemporalOf(NetworkVariant variant) =>
        !variant.HasTemporalAdapters ? "final" : variant.FinalTransformer ? "both" : "adapters";

    /// <summary>The metadata of a variant.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(NetworkVariant variant) => new Dictionary<string, string>
    {
        [Fusion] = Of(variant.Fusion),
        [PromptUpdates] = variant.PromptUpdates.ToString(CultureInfo.InvariantCulture),
        [Temporal] = TemporalOf(variant),
        [TemporalAdapterWidth] = variant.TemporalAdapterWidth.ToString(CultureInfo.InvariantCulture),
    };
}
