using System.Globalization;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Onnx;

/// <summary>
/// Writes the network as an ONNX model, for runtimes of other languages and devices. Needs no ONNX Runtime. All members are
/// safe to use from any thread.
/// </summary>
public static class OnnxExporter
{
    /// <summary>
    /// Exports a model: operator set 17, fixed shapes, float32 inputs <c>frames</c> [batch * 16, 3, size, size] (RGB, 0 to 1) and
    /// <c>audio</c> [batch, 1, 512, 128] (normalized log-mel features), output <c>logits</c> [batch, classes], which need a softmax.
    /// Labels, image size and the like are in the model's metadata. The output file appears in one step at the end: after an error or a
    /// cancellation there is none, and an older file is untouched.
    /// </summary>
    /// <param name="model">A model file or an official checkpoint, recognized by its content.</param>
    /// <param name="output">The <c>.onnx</c> file to write.</param>
    /// <param name="options">Precision, batch size, operators; null for the defaults.</param>
    /// <param name="progress">Told the share done, 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ModelFileException">
    /// The model is missing, damaged, hostile, incomplete or not MMA-DFER; a weight is NaN or does not fit float16; the result would be
    /// larger than 2 GB, which the format does not allow; 8 bit is asked for and the model is not in 8 bit; the output cannot be written.
    /// </exception>
    /// <exception cref="ShapeMismatchException">A tensor of the model has the wrong shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the precision is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static OnnxExportResult Export(
        string model,
        string output,
        OnnxExportOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        using ModelFile file = ModelFile.Open(model);
        return Export(file, output, options ?? new OnnxExportOptions(), progress, cancellationToken);
    }

    /// <summary>Exports an open model, which stays open.</summary>
    /// <inheritdoc cref="Export(string, string, OnnxExportOptions?, IProgress{double}?, CancellationToken)"/>
    internal static OnnxExportResult Export(
        ModelFile model, string output, OnnxExportOptions options, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Batch, OnnxExportOptions.MaxBatch);
        if (options.Precision != Precision.Int8)
            _ = FilePrecision.IsFloat16(options.Precision, nameof(options));
        else if (!ByteWeights.Holds(model.Weights))
            throw new ModelFileException($"{model.Weights.Origin}: is not in 8 bit, so it cannot be exported so; convert it first (mmadfer convert --int8).");
        var ops = new OnnxOps(new OnnxOpsOptions { Precision = options.Precision, FusedAttention = options.FusedAttention });
        new MmaDferNetwork(model.Config, new FiniteWeights(model.Weights)).Build(ops, options.Batch);
        OnnxGraph graph = ops.Graph() with { Metadata = Metadata(model, options) };
        var writer = new OnnxWriter(graph);
        if (writer.Length > int.MaxValue)
            throw new ModelFileException(
                $"{Printable.Path(output)}: cannot be written: the model would have {writer.Length:N0} bytes, and an ONNX file holds at most {int.MaxValue:N0}; export it as float16.");
        AtomicFile.Write(output, writer.Length, stream => writer.WriteTo(stream, progress, cancellationToken));
        return new OnnxExportResult
        {
            Path = output,
            FileSize = writer.Length,
            Nodes = graph.Nodes.Count,
            ImageSize = model.Config.ImageSize,
            Labels = model.Labels,
            Options = options,
        };
    }

    private static Dictionary<string, string> Metadata(ModelFile model, OnnxExportOptions options)
    {
        string source = model.Metadata.GetValueOrDefault(ModelMetadata.Source, Path.GetFileName(model.Weights.Origin));
        string? trained = model.Metadata.GetValueOrDefault(ModelMetadata.Trained);
        string? temperature = model.Metadata.GetValueOrDefault(ModelMetadata.Temperature);
        string? sha = ModelMetadata.StatedIdentity(model.Weights);
        Dictionary<string, string> metadata = ModelMetadata.Of(model.Config, model.Labels, source, sha ?? "", trained, temperature, model.Metadata.GetValueOrDefault(ModelMetadata.SampleRate));
        if (model.SureFrom is { } sure)
            metadata[ModelMetadata.SureFrom] = sure.ToString("R", CultureInfo.InvariantCulture);
        if (model.AlignsFaces)
            metadata[ModelMetadata.FaceCrop] = ModelMetadata.AlignedFaces;
        metadata[ModelMetadata.Format] = "mmadfer-onnx";
        metadata["batch"] = options.Batch.ToString(CultureInfo.InvariantCulture);
        metadata["precision"] = options.Precision.ToString().ToLowerInvariant();
        if (sha is null)
            metadata.Remove(ModelMetadata.EncodersSha256);
        return metadata;
    }
}
