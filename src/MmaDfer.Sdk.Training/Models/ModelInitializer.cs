using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>Makes untrained models: the start of fine-tuning, or of training from scratch.</summary>
public static class ModelInitializer
{
    private const int MaxImageSize = 1024, MaxSmallWidth = 2048;

    /// <summary>
    /// Makes a model from two pretrained encoders: those that the paper starts from, MAE-Face and AudioMAE, or others of the same
    /// architecture (ViT-B with patches of 16 x 16), which are recognised by names and shapes: timm's and Hugging Face's ViT, DeiT, ViT-MAE,
    /// MAE and AudioMAE after fine-tuning; AST. What they compute in another way (scaling of the frames, layer scale, order of axes) is folded
    /// into the weights. The patch grids of their position embeddings are resized bicubically to the new number of
    /// patches; prompts, fusion, temporal part and classifier are drawn at random from the seed. The checkpoints determine the sizes of
    /// the encoders, the options determine variant and latent width, and all other sizes are the published ones. What was guessed or
    /// left out is in <see cref="ModelInfo.Remarks"/>. The output is written completely or not at all.
    /// </summary>
    /// <param name="facePath">
    /// The face encoder, <c>.pth</c> or <c>.safetensors</c>. Files beside it that state its scaling, heads or licence are read:
    /// <c>config.json</c>, <c>preprocessor_config.json</c>, <c>README.md</c>.
    /// </param>
    /// <param name="audioPath">The audio encoder, likewise.</param>
    /// <param name="output">The <c>.safetensors</c> file to write.</param>
    /// <param name="options">Image size, labels, variant, latent width, seed, float16; null for the defaults.</param>
    /// <param name="progress">Receives the completed share, 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the work; no file is left behind.</param>
    /// <returns>The contents of the new file.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or is for small networks only.</exception>
    /// <exception cref="ModelFileException">
    /// A checkpoint is missing, damaged, hostile, incomplete or of another kind, contains NaN, or has a tensor that the network has no
    /// place for (register tokens, relative positions ...); it cannot be known how its frames were scaled; or the output cannot be written.
    /// </exception>
    /// <exception cref="ShapeMismatchException">A tensor of a checkpoint has the wrong shape.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
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
        if (options is not { Width: null, MlpWidth: null, TemporalWidth: null })
            throw new ArgumentException("Width, MlpWidth and TemporalWidth are for small networks only; pretrained encoders have their own sizes.", nameof(options));
        IReadOnlyList<string> labels = EmotionLabels.CheckArgument(options.Labels, nameof(options));
        CheckMultiple("image size", options.ImageSize ?? ModelInitOptions.PublishedImageSize, MaxImageSize, " (published models have 112, 160 or 224)");
        CheckRange("latent width", options.Latent ?? ModelInitOptions.PublishedLatent);
        using (WeightStore face = new FiniteWeights(OfficialNames.Of(WeightFile.Open(facePath))))
        using (WeightStore audio = new FiniteWeights(OfficialNames.Of(WeightFile.Open(audioPath))))
        {
            PretrainedEncoder faceEncoder = PretrainedEncoder.OfFace(face, EncoderCard.Beside(facePath), options.FaceScaling);
            PretrainedEncoder audioEncoder = PretrainedEncoder.OfAudio(audio, EncoderCard.Beside(audioPath));
            MmaDferConfig config = CreateConfig(faceEncoder, options, labels.Count);
            WeightStore start = InitialWeights.Create(faceEncoder, audioEncoder, config, options.Seed, Describe(faceEncoder, audioEncoder, options.License));
            string source = $"{Path.GetFileName(face.Origin)} + {Path.GetFileName(audio.Origin)}, seed {options.Seed}";
            ModelConverter.Write(output, start, config, labels, source, FilePrecision.IsFloat16(options.Precision, nameof(options)), progress, cancellationToken, audioEncoder.SampleRate);
        }
        return ModelInfo.Read(output);
    }

    /// <summary>
    /// Makes a small network with the same architecture (12 blocks, 16 frames, 5.12 s of audio) and random weights, to be trained from
    /// scratch (with <c>TrainableSet.All</c> of MmaDfer.Sdk.Training). The patch filters of the face encoder start as cosines, from which it learns many times
    /// faster than from random ones.
    /// </summary>
    /// <param name="output">The <c>.safetensors</c> file to write, as float32.</param>
    /// <param name="options">Sizes, labels, variant, seed; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work; no file is left behind.</param>
    /// <returns>The contents of the new file.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ModelFileException">The output cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ModelInfo InitializeSmall(string output, ModelInitOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= new ModelInitOptions();
        if (options.Precision != Precision.Float32)
            throw new ArgumentException($"A small network is stored as float32; {nameof(options.Precision)} must be {nameof(Precision.Float32)}.", nameof(options));
        IReadOnlyList<string> labels = EmotionLabels.CheckArgument(options.Labels, nameof(options));
        int imageSize = options.ImageSize ?? ModelInitOptions.SmallImageSize, latent = options.Latent ?? ModelInitOptions.SmallLatent;
        int width = options.Width ?? ModelInitOptions.SmallWidth, temporal = options.TemporalWidth ?? width;
        CheckMultiple("image size", imageSize, MaxImageSize);
        CheckMultiple("width", width, MaxSmallWidth);
        CheckMultiple("temporal width", temporal, MaxSmallWidth);
        CheckRange("latent width", latent);
        CheckRange("MLP width", options.MlpWidth ?? 1);
        var sizes = new MmaDferConfig
        {
            Variant = options.Variant,
            ImageSize = imageSize,
            StandardizesFrames = options.StandardizesFrames,
            Classes = labels.Count,
            Width = width,
            MlpWidth = options.MlpWidth ?? 4 * width,
            Latent = latent,
            TemporalWidth = temporal,
            TemporalInner = temporal,
            TemporalMlp = 2 * temporal,
        };
        CheckVariant(sizes);
        MmaDferConfig config = MmaDferConfig.FromWeights(new DrawnWeights(sizes, 0));
        var drawn = new DrawnWeights(config, options.Seed, fromScratch: true, options.AlignsFaces);
        ModelConverter.Write(output, drawn, config, labels, $"small network, seed {options.Seed}", half: false, null, cancellationToken);
        return ModelInfo.Read(output);
    }

    /// <summary>The metadata about where the encoders come from.</summary>
    private static Dictionary<string, string> Describe(PretrainedEncoder face, PretrainedEncoder audio, string? license)
    {
        var metadata = new Dictionary<string, string>
        {
            [ModelMetadata.Remarks] = string.Join('\n', face.Remarks.Select(r => $"Face encoder: {r}").Concat(audio.Remarks.Select(r => $"Audio encoder: {r}"))),
        };
        if (license is null && (face.License ?? audio.License) is not null)
            license = $"face encoder: {face.License ?? "not stated"}; audio encoder: {audio.License ?? "not stated"}";
        if (license is not null)
            metadata[ModelMetadata.License] = license;
        return metadata;
    }

    private static MmaDferConfig CreateConfig(PretrainedEncoder face, ModelInitOptions options, int classes)
    {
        var sizes = new MmaDferConfig
        {
            Variant = options.Variant,
            ImageSize = options.ImageSize ?? ModelInitOptions.PublishedImageSize,
            Classes = classes,
            Latent = options.Latent ?? ModelInitOptions.PublishedLatent,
            Width = face.Width,
            MlpWidth = face.MlpWidth,
        };
        ModelCheck.Limits(face.File, sizes);
        CheckVariant(sizes);
        // The number of heads follows from the width, by the rule that every reader of the file applies.
        MmaDferConfig config = MmaDferConfig.FromWeights(new DrawnWeights(sizes, 0));
        ModelCheck.Heads(face.File, config);
        return config;
    }

    private static void CheckVariant(MmaDferConfig sizes)
    {
        if (ModelCheck.VariantFault(sizes) is { } fault)
            throw new ArgumentException($"This variant of the network is not possible: {fault}.", "options");
    }

    private static void CheckMultiple(string what, int size, int max, string hint = "")
    {
        const int unit = MmaDferConfig.Patch;
        if (size < unit || size > max || size % unit != 0)
            throw new ArgumentException($"The {what} {size} is not possible; it must be a multiple of {unit} between {unit} and {max}{hint}.", "options");
    }

    private static void CheckRange(string what, int size)
    {
        if (size is < 1 or > 4 * MaxSmallWidth)
            throw new ArgumentException($"The {what} {size} is not possible; it must be between 1 and {4 * MaxSmallWidth}.", "options");
    }
}
