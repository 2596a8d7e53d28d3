using System.Globalization;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// An adapter file: the tensors that fine-tuning trained, under their official names, the labels of the result, and the identity of the
/// encoders to which they belong. Owns the file.
/// </summary>
internal sealed class AdapterFile : IDisposable
{
    private const int MaxImageSize = 1 << 16;

    private AdapterFile(WeightStore weights, IReadOnlyList<string> labels, int imageSize, string encodersSha256)
    {
        Weights = weights;
        Labels = labels;
        ImageSize = imageSize;
        EncodersSha256 = encodersSha256;
        Temperature = ModelMetadata.ReadTemperature(weights);
        SampleRate = ModelMetadata.ReadSampleRate(weights);
        SureFrom = ModelMetadata.ReadSureFrom(weights);
    }

    /// <summary>The trained tensors.</summary>
    public WeightStore Weights { get; }

    /// <summary>The labels of the model with this adapter.</summary>
    public IReadOnlyList<string> Labels { get; }

    public int ImageSize { get; }

    /// <summary>Identity of the encoders of the model on which it was trained: see <see cref="EncoderHash"/>.</summary>
    public string EncodersSha256 { get; }

    /// <summary>The number by which logits are divided before the softmax; 1 for none.</summary>
    public double Temperature { get; }

    /// <summary>Samples per second of the audio that it learned; null if it names none, so that the model's applies.</summary>
    public int? SampleRate { get; }

    /// <summary>The confidence from which a prediction counts as sure; null for none: the model's was found without this adapter.</summary>
    public float? SureFrom { get; }

    /// <exception cref="ModelFileException">The file is missing, damaged, hostile, of a newer version, or not an adapter.</exception>
    public static AdapterFile Open(string path)
    {
        WeightStore weights = WeightFile.Open(path);
        try
        {
            return Of(weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Reads an adapter from a store, which is disposed with it; after an exception the caller keeps the store.</summary>
    /// <inheritdoc cref="Open"/>
    public static AdapterFile Of(WeightStore weights)
    {
        if (!ModelMetadata.IsOurs(weights, ModelMetadata.AdapterFormat))
            throw new ModelFileException($"{weights.Origin}: not an adapter; a file made by 'mmadfer finetune' is needed here (a whole model is loaded as the model).");
        IReadOnlyList<string> labels = ModelMetadata.ReadLabels(weights, null)
            ?? throw Lacks(weights, ModelMetadata.Labels, "a JSON list of strings");
        string size = weights.Metadata.GetValueOrDefault(ModelMetadata.ImageSize, "");
        if (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int imageSize) || imageSize is 0 or > MaxImageSize)
            throw Lacks(weights, ModelMetadata.ImageSize, "a number of pixels");
        return ModelMetadata.StatedIdentity(weights) is { } identity
            ? new AdapterFile(weights, labels, imageSize, identity)
            : throw Lacks(weights, ModelMetadata.EncodersSha256, "64 hexadecimal digits");
    }

    /// <summary>Writes an adapter, completely or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">Holds the trained tensors.</param>
    /// <param name="names">Their names.</param>
    /// <param name="config">Sizes of the network.</param>
    /// <param name="labels">The labels of the result.</param>
    /// <param name="identity">Identity of the encoders on which it was trained.</param>
    /// <param name="temperature">See <see cref="Temperature"/>.</param>
    /// <param name="summary">Further metadata: how it was trained.</param>
    /// <param name="sampleRate">See <see cref="SampleRate"/>.</param>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public static void Write(
        string path, WeightStore values, IEnumerable<string> names, MmaDferConfig config, IReadOnlyList<string> labels,
        string identity, double temperature, IReadOnlyDictionary<string, string> summary, int? sampleRate = null)
    {
        string? stated = temperature == 1 ? null : temperature.ToString("R", CultureInfo.InvariantCulture);
        Dictionary<string, string> metadata = ModelMetadata.Of(
            config, labels, "fine-tuning", identity, "true", stated, sampleRate?.ToString(CultureInfo.InvariantCulture));
        metadata[ModelMetadata.Format] = ModelMetadata.AdapterFormat;
        foreach ((string key, string value) in summary)
            metadata[key] = value;
        SafetensorsWriter.Write(path, values, [.. names.Select(n => values.Tensors[n])], half: false, metadata);
    }

    /// <summary>The resulting network: its sizes, and the tensors of the model with those of the adapter in their place.</summary>
    /// <param name="below">The tensors of the model; they and this adapter must outlive the result.</param>
    /// <param name="config">The model's sizes.</param>
    /// <param name="identity">Identity of the encoders of the model; null if unknown.</param>
    /// <exception cref="ModelFileException">The adapter belongs to another model.</exception>
    /// <exception cref="ShapeMismatchException">A tensor of the adapter has the wrong shape.</exception>
    public (MmaDferConfig Config, WeightStore Weights) Over(WeightStore below, MmaDferConfig config, string? identity)
    {
        if (ImageSize != config.ImageSize)
            throw new ModelFileException($"{Weights.Origin}: this adapter was trained for frames of {ImageSize} pixels, but {below.Origin} sees {config.ImageSize}; use it with the model on which it was trained.");
        CheckVariant(below, config.Variant);
        if (identity is null)
            throw new ModelFileException($"{below.Origin}: does not state the identity of its encoders, which adapters need; convert it to a model file with 'mmadfer convert' first.");
        if (identity != EncodersSha256)
            throw new ModelFileException($"{Weights.Origin}: this adapter belongs to encoders {EncodersSha256[..12]}..., but those of {below.Origin} are {identity[..12]}...; use it with the model on which it was trained.");
        MmaDferConfig changed = config with { Classes = Labels.Count };
        var metadata = new Dictionary<string, string>(below.Metadata)
        {
            [ModelMetadata.Trained] = "true",
            [ModelMetadata.Temperature] = Temperature.ToString("R", CultureInfo.InvariantCulture),
        };
        if (Temperature == 1)
            metadata.Remove(ModelMetadata.Temperature);
        metadata.Remove(ModelMetadata.SureFrom);
        if (SureFrom is { } sure)
            metadata[ModelMetadata.SureFrom] = sure.ToString("R", CultureInfo.InvariantCulture);
        if (SampleRate is { } rate)
            metadata[ModelMetadata.SampleRate] = rate.ToString(CultureInfo.InvariantCulture);
        // If everything was trained, the encoders differ from those that the model states.
        if (NetworkTensors.Of(changed).Any(t => t.Used && !t.Trained && Weights.Tensors.ContainsKey(t.Name)))
            metadata.Remove(ModelMetadata.EncodersSha256);
        var weights = WeightView.Layered(below, Weights, Weights.Tensors.Keys, Weights.Origin, metadata);
        ModelCheck.Tensors(weights, changed);
        return (changed, weights);
    }

    public void Dispose() => Weights.Dispose();

    /// <summary>Variants can share the same encoders, and the tensors of one may fit another.</summary>
    private void CheckVariant(WeightStore below, NetworkVariant variant)
    {
        IReadOnlyDictionary<string, string> published = VariantText.Metadata(new NetworkVariant());
        foreach ((string key, string needed) in VariantText.Metadata(variant))
        {
            string stated = Weights.Metadata.GetValueOrDefault(key, published[key]);
            if (stated != needed)
                throw new ModelFileException($"{Weights.Origin}: this adapter was trained for another variant of the network ('{key}' is '{Printable.Text(stated)}', but '{needed}' in {below.Origin}); use it with the model on which it was trained.");
        }
    }

    private static ModelFileException Lacks(WeightStore weights, string key, string right) => new(
        $"{weights.Origin}: the metadata '{key}' of this adapter is '{Printable.Text(weights.Metadata.GetValueOrDefault(key, ""))}'; it must be {right}.");
}
