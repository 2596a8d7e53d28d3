using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>Makes models that have not been trained yet: the start of fine-tuning, or a stand-in of the real size.</summary>
public static class ModelInitializer
{
    private const int MaxImageSize = 1024, MaxSmallWidth = 2048;

    /// <summary>
    /// Makes a model from the two unimodal checkpoints that the paper starts from, MAE-Face and AudioMAE (both ViT-B, tensors
    /// under the key <c>model</c>). The patch grids of their position embeddings are resized bicubically to the new number of
    /// patches; prompts, fusion, temporal part and classifier are drawn from the seed. Sizes of the encoders are read off the
    /// checkpoints, variant and latent width are the options', all others are the published ones. The output appears in one step at the end.
    /// </summary>
    /// <param name="facePath">MAE-Face.</param>
    /// <param name="audioPath">AudioMAE.</param>
    /// <param name="output">The <c>.safetensors</c> file to write.</param>
    /// <param name="options">Image size, labels, variant, seed, float16; null for the defaults.</param>
    /// <param name="progress">Told the share done, 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the work; no file is left behind.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ModelFileException">
    /// A checkpoint is missing, damaged, hostile, incomplete or of another kind, holds NaN, or has a tensor that the network has no
    /// place for (layer scale, register tokens ...); options are out of range; the output cannot be written.
    /// </exception>
    /// <exception cref="ShapeMismatchException">A tensor of a checkpoint has the wrong shape.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ModelInfo Initialize(
        string facePath,
        string audioPath,
        string output,
        ModelInitOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(facePath);
        ArgumentNullException.ThrowIfNull(audioPath);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new ModelInitOptions();
        IReadOnlyList<string> labels = EmotionLabels.Check(options.Labels, "labels");
        Multiple(output, "image size", options.ImageSize, MaxImageSize, " (published models have 112, 160 or 224)");
        Range(output, "latent width", options.Latent);
        using (WeightStore face = new FiniteWeights(OfficialNames.Of(WeightFile.Open(facePath))))
        using (WeightStore audio = new FiniteWeights(OfficialNames.Of(WeightFile.Open(audioPath))))
        {
            MmaDferConfig config = ConfigOf(UnimodalEncoder.Of(face, "MAE-Face"), output, options, labels.Count);
            var start = Start(face, audio, config, options.Seed);
            string source = $"{Path.GetFileName(face.Origin)} + {Path.GetFileName(audio.Origin)}, seed {options.Seed}";
            ModelConverter.Write(output, start, config, labels, source, FilePrecision.IsFloat16(options.Precision, nameof(options)), progress, cancellationToken);
        }
        return ModelInfo.Read(output);
    }

    /// <summary>
    /// Makes a small network with weights drawn by chance, to be trained from scratch (all of it: see
    /// <c>TrainableSet.All</c> of MmaDfer.Sdk.Training). The face encoder's patches start as cosines, which it learns from many times faster than from drawn ones.
    /// </summary>
    /// <param name="output">The <c>.safetensors</c> file to write.</param>
    /// <param name="options">Sizes, labels, variant, seed; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work; no file is left behind.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ModelFileException">Options are out of range; the output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ModelInfo InitializeSmall(string output, SmallModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= new SmallModelOptions();
        IReadOnlyList<string> labels = EmotionLabels.Check(options.Labels, "labels");
        int temporal = options.TemporalWidth ?? options.Width;
        Multiple(output, "image size", options.ImageSize, MaxImageSize);
        Multiple(output, "width", options.Width, MaxSmallWidth);
        Multiple(output, "temporal width", temporal, MaxSmallWidth);
        Range(output, "latent width", options.Latent);
        Range(output, "MLP width", options.MlpWidth ?? 1);
        var sizes = new MmaDferConfig
        {
            Variant = options.Variant,
            ImageSize = options.ImageSize,
            Classes = labels.Count,
            Width = options.Width,
            MlpWidth = options.MlpWidth ?? 4 * options.Width,
            Latent = options.Latent,
            TemporalWidth = temporal,
            TemporalInner = temporal,
            TemporalMlp = 2 * temporal,
        };
        VariantCheck.Check(Printable.Path(output), sizes);
        MmaDferConfig config = MmaDferConfig.FromWeights(new DrawnWeights(sizes, 0));
        var drawn = new DrawnWeights(config, options.Seed, fromScratch: true);
        ModelConverter.Write(output, drawn, config, labels, $"small network, seed {options.Seed}", half: false, null, cancellationToken);
        return ModelInfo.Read(output);
    }

    /// <summary>A network of these sizes with nothing but draws in it, encoders too.</summary>
    internal static WeightStore Untrained(MmaDferConfig config, ulong seed) => new DrawnWeights(config, seed);

    /// <summary>The weights that fine-tuning starts from; the checkpoints stay the caller's and must outlive the result.</summary>
    internal static InitialWeights Start(WeightStore face, WeightStore audio, MmaDferConfig config, ulong seed)
    {
        return new InitialWeights(UnimodalEncoder.Of(face, "MAE-Face"), UnimodalEncoder.Of(audio, "AudioMAE"), config, seed);
    }

    private static void Multiple(string output, string what, int size, int most, string hint = "")
    {
        const int unit = MmaDferConfig.Patch;
        if (size < unit || size > most || size % unit != 0)
            throw new ModelFileException($"{Printable.Path(output)}: the {what} {size} is not possible; a multiple of {unit} from {unit} to {most} is needed{hint}.");
    }

    private static void Range(string output, string what, int size)
    {
        if (size is < 1 or > 4 * MaxSmallWidth)
            throw new ModelFileException($"{Printable.Path(output)}: the {what} {size} is not possible; from 1 to {4 * MaxSmallWidth} is needed.");
    }

    private static MmaDferConfig ConfigOf(UnimodalEncoder face, string output, ModelInitOptions options, int classes)
    {
        var sizes = new MmaDferConfig
        {
            Variant = options.Variant,
            ImageSize = options.ImageSize,
            Classes = classes,
            Latent = options.Latent,
            Width = face.Width,
            MlpWidth = face.MlpWidth,
        };
        ModelCheck.Limits(face.Weights, sizes);
        VariantCheck.Check(Printable.Path(output), sizes);
        // The number of heads follows from the width by the rule that every reader of the file will apply.
        MmaDferConfig config = MmaDferConfig.FromWeights(new DrawnWeights(sizes, 0));
        ModelCheck.Heads(face.Weights, config);
        return config;
    }
}
