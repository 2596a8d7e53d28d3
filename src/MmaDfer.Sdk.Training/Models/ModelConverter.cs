using System.Globalization;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Models;

/// <summary>Converts official checkpoints (<c>.pth</c>) and other safetensors files to model files of this SDK, and merges adapters into models.</summary>
public static class ModelConverter
{
    /// <summary>
    /// Converts a model. All tensors of the input are kept under their official names (without the <c>module.</c>, <c>_orig_mod.</c> or
    /// <c>model.</c> of a wrapper), also the unused ones of official checkpoints; float32 values stay the same bit for bit, unless another number format is asked for. The output is
    /// written completely or not at all: after an error or a cancellation there is none, and an older file is unchanged.
    /// </summary>
    /// <param name="input">An official checkpoint or a safetensors file; its contents determine the format.</param>
    /// <param name="output">The <c>.safetensors</c> file to write; it may be the input.</param>
    /// <param name="options">Labels, number format, heads, sample rate; null for the defaults.</param>
    /// <param name="progress">Receives the completed share, 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the conversion.</param>
    /// <returns>The contents of the new file.</returns>
    /// <exception cref="ModelFileException">
    /// The input is missing, damaged, hostile, incomplete or not MMA-DFER, contains NaN, or is in 8 bit already; it has another number of classes than labels;
    /// or the output cannot be written.
    /// </exception>
    /// <exception cref="ShapeMismatchException">A tensor of the input has the wrong shape.</exception>
    /// <exception cref="OperationCanceledException">The conversion was cancelled.</exception>
    public static ModelInfo Convert(
        string input,
        string output,
        ModelConvertOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new ModelConvertOptions();
        using (ModelFile model = ModelFile.Open(input, options.Heads))
        {
            IReadOnlyList<string> labels = options.Labels is { } given
                ? EmotionLabels.Check(given, $"{model.Weights.Origin}: labels", model.Config.Classes)
                : model.Labels;
            string source = model.Metadata.GetValueOrDefault(ModelMetadata.Source, Path.GetFileName(model.Weights.Origin));
            bool bytes = options.Precision == Precision.Int8;
            Write(output, new FiniteWeights(model.Weights), model.Config, labels, source, !bytes && FilePrecision.IsFloat16(options.Precision, nameof(options)), progress, cancellationToken, options.SampleRate, options.License, bytes, options.SureFrom);
        }
        return ModelInfo.Read(output);
    }

    /// <summary>
    /// Merges a model and an adapter that was trained on it into one model file, which needs neither of them. If the adapter changes the
    /// encoders (everything was trained), adapters of the old model do not fit the result. The output is written completely or not at all.
    /// </summary>
    /// <param name="model">The model on which the adapter was trained.</param>
    /// <param name="adapter">The adapter.</param>
    /// <param name="output">The <c>.safetensors</c> file to write; it may be the model.</param>
    /// <param name="precision">The number format to store: float32 or float16.</param>
    /// <param name="source">The origin to state in the file; null for the origins of model and adapter.</param>
    /// <param name="progress">Receives the completed share, 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the work; no file is left behind.</param>
    /// <returns>The contents of the new file.</returns>
    /// <exception cref="ModelFileException">
    /// A file is missing, damaged, hostile or of another kind, or contains NaN; the adapter belongs to another model; or the output cannot
    /// be written.
    /// </exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ModelInfo Merge(
        string model, string adapter, string output, Precision precision = Precision.Float32, string? source = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(output);
        using (AdapterFile changes = AdapterFile.Open(adapter))
        using (ModelFile whole = ModelFile.Open(model))
        {
            (MmaDferConfig config, WeightStore weights) = changes.Over(new FiniteWeights(whole.Weights), whole.Config, whole.Identity(cancellationToken));
            string of = whole.Metadata.GetValueOrDefault(ModelMetadata.Source, Path.GetFileName(whole.Weights.Origin));
            source ??= $"{of} + {Path.GetFileName(changes.Weights.Origin)}";
            Write(output, new FiniteWeights(weights), config, changes.Labels, source, FilePrecision.IsFloat16(precision, nameof(precision)), progress, cancellationToken);
        }
        return ModelInfo.Read(output);
    }

    /// <summary>Writes a model file with all its metadata, and the tensors in the order of <see cref="NetworkTensors.Of"/>.</summary>
    internal static void Write(
        string output, WeightStore weights, MmaDferConfig config, IReadOnlyList<string> labels, string source, bool half,
        IProgress<double>? progress, CancellationToken cancellationToken, int? sampleRate = null, string? license = null, bool bytes = false, float? sureFrom = null)
    {
        if (ByteWeights.Holds(weights))
            throw new ModelFileException($"{weights.Origin}: its encoders are in 8 bit, from which no other model file is made; use the model from which it was converted.");
        const double hashing = 0.4;
        string? stated = ModelMetadata.IsOurs(weights) ? ModelMetadata.StatedIdentity(weights) : null;
        string sha = EncoderHash.Of(weights, config, stated, ProgressPart.Of(progress, 0, hashing), cancellationToken);
        string? trained = weights.Metadata.GetValueOrDefault(ModelMetadata.Trained);
        string? temperature = weights.Metadata.GetValueOrDefault(ModelMetadata.Temperature);
        string? rate = (sampleRate ?? ModelMetadata.ReadSampleRate(weights))?.ToString(CultureInfo.InvariantCulture);
        Dictionary<string, string> metadata = ModelMetadata.Of(config, labels, source, sha, trained, temperature, rate);
        foreach ((string key, string? text) in (ReadOnlySpan<(string, string?)>)[(ModelMetadata.License, license), (ModelMetadata.Remarks, null), (ModelMetadata.FaceCrop, null), (ModelMetadata.SureFrom, sureFrom?.ToString("R", CultureInfo.InvariantCulture))])
        {
            if ((text ?? weights.Metadata.GetValueOrDefault(key)) is { Length: > 0 } kept)
                metadata[key] = kept;
        }
        if (bytes)
        {
            ByteModelWriter.Write(output, weights, config, metadata, ProgressPart.Of(progress, hashing, 1), cancellationToken);
            return;
        }
        TensorInfo[] tensors =
            [.. NetworkTensors.Of(config).Select(t => weights.Tensors.GetValueOrDefault(t.Name)).OfType<TensorInfo>()];
        SafetensorsWriter.Write(
            output, weights, tensors, half, metadata,
            ProgressPart.Of(progress, hashing, 1), cancellationToken);
    }
}
