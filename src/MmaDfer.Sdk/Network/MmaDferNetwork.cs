using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>
/// The complete MMA-DFER (Chumachenko, Iosifidis, Gabbouj 2024): two frozen ViT encoders, connected after every block
/// by a fusion bottleneck and progressive prompts, then a temporal transformer and a classifier; or one of the paper's variants of it.
/// Written once for all engines; names follow the checkpoint's keys.
/// </summary>
internal sealed class MmaDferNetwork(MmaDferConfig config, WeightStore store)
{
    public const string FramesInput = "frames", AudioInput = "audio", LogitsOutput = "logits";

    public MmaDferConfig Config => config;

    /// <summary>
    /// Declares inputs <c>frames</c> [B * 16, 3, S, S] and <c>audio</c> [B, 1, 512, 128] and the output <c>logits</c>
    /// [B, classes], and everything between.
    /// </summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="batch">Number of clips B.</param>
    /// <param name="tap">Called with intermediate values and their names; for tests.</param>
    /// <param name="dropPath">For training: declares the inputs of <see cref="DropPath"/> too.</param>
    public void Build(OpSet ops, int batch, Action<string, Value>? tap = null, bool dropPath = false) =>
        Decide(ops, batch, Encode(ops, batch, tap, dropPath), tap);

    /// <summary>Declares the inputs of <see cref="Build"/> and both encoders with their fusion: the features at each frame's time [B, 16, width].</summary>
    public Value Encode(OpSet ops, int batch, Action<string, Value>? tap = null, bool dropPath = false)
    {
        var weights = new WeightScope(store);
        Value frames = Frames(ops, batch), audio = Audio(ops, batch);
        var faceEncoder = new Encoder(weights / "image_encoder", config, dropPath ? new DropPath(DropPath.Face) : null);
        var audioEncoder = new Encoder(weights / "audio_model", config, dropPath ? new DropPath(DropPath.Audio) : null);
        IFusion fusion = Fusion(weights, batch);
        var adapters = new TemporalAdapters(weights / "image_encoder" / "temporal_adapter", batch);

        Value v = faceEncoder.Tokens(ops, frames);
        Value a = audioEncoder.Tokens(ops, audio);
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            v = faceEncoder.Block(ops, v, i);
            a = audioEncoder.Block(ops, a, i);
            tap?.Invoke($"image.block{i}", v);
            tap?.Invoke($"audio.block{i}", a);
            (v, a) = fusion.Exchange(ops, v, a, i);
            if (config.Variant.HasTemporalAdapters)
                v = adapters.Apply(ops, v, i);
            v = faceEncoder.UpdatePrompts(ops, v, i);
            a = audioEncoder.UpdatePrompts(ops, a, i);
        }
        Value face = faceEncoder.Summary(ops, v), audioFeature = audioEncoder.Summary(ops, a);
        tap?.Invoke("image.cls", face);
        tap?.Invoke("audio.cls", audioFeature);

        face = ops.Reshape(face, batch, MmaDferConfig.Frames, config.Width);
        return ops.Add(face, audioFeature);
    }

    /// <summary>
    /// One modality alone, as in the paper's unimodal rows: without the other encoder and without fusion. Declares the input of that
    /// modality only.
    /// </summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="batch">Number of clips B.</param>
    /// <param name="face">True for the face; false for audio, whose feature is then the same at each frame's time.</param>
    /// <param name="dropPath">For training: declares the inputs of that encoder's <see cref="DropPath"/> too.</param>
    public void BuildAlone(OpSet ops, int batch, bool face, bool dropPath = false) =>
        Decide(ops, batch, EncodeAlone(ops, batch, face, dropPath), tap: null);

    /// <summary>
    /// Declares the input of <see cref="BuildAlone"/> and its encoder: the features at each frame's time [B, 16, width]; for a face, those of any
    /// number of frames.
    /// </summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="batch">Number of clips B.</param>
    /// <param name="face">See <see cref="BuildAlone"/>.</param>
    /// <param name="dropPath">See <see cref="BuildAlone"/>.</param>
    /// <param name="frames">Frames of a clip.</param>
    /// <param name="afterBlock">Called with each block and the tokens after it.</param>
    public Value EncodeAlone(OpSet ops, int batch, bool face, bool dropPath = false, int frames = MmaDferConfig.Frames, Action<int, Value>? afterBlock = null)
    {
        var weights = new WeightScope(store);
        var encoder = new Encoder(
            weights / (face ? "image_encoder" : "audio_model"), config, dropPath ? new DropPath(face ? DropPath.Face : DropPath.Audio) : null);
        var adapters = new TemporalAdapters(weights / "image_encoder" / "temporal_adapter", batch);
        Value x = encoder.Tokens(ops, face ? Frames(ops, batch, frames) : Audio(ops, batch));
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            x = encoder.Block(ops, x, i);
            if (face && config.Variant.HasTemporalAdapters)
                x = adapters.Apply(ops, x, i);
            x = encoder.UpdatePrompts(ops, x, i);
            afterBlock?.Invoke(i, x);
        }
        x = encoder.Summary(ops, x);
        return face
            ? ops.Reshape(x, batch, frames, config.Width)
            : ops.ConcatTokens([.. Enumerable.Repeat(x, MmaDferConfig.Frames)]);
    }

    private Value Frames(OpSet ops, int batch, int frames = MmaDferConfig.Frames) =>
        ops.Input(FramesInput, new Shape(batch * frames, 3, config.ImageSize, config.ImageSize));

    private static Value Audio(OpSet ops, int batch) =>
        ops.Input(AudioInput, new Shape(batch, 1, MmaDferConfig.AudioRows, MmaDferConfig.AudioBands));

    /// <summary>From the features at each frame's time [B, 16, width] to the output.</summary>
    public void Decide(OpSet ops, int batch, Value moments, Action<string, Value>? tap = null) =>
        Classify(ops, batch, Summarize(ops, moments, tap));

    /// <summary>From the features at each frame's time [B, 16, width] to the feature of the clip [B, 1, temporal width].</summary>
    public Value Summarize(OpSet ops, Value moments, Action<string, Value>? tap = null)
    {
        var weights = new WeightScope(store);
        WeightScope projection = weights / "vision_proj";
        Value joint = ops.Linear(moments, projection["weight"], projection["bias"]);
        tap?.Invoke("joint", joint);
        Value clip = config.Variant.FinalTransformer
            ? new TemporalTransformer(weights / "temporal_net", config).Forward(ops, joint)
            : ops.MeanOfTokens(joint);
        tap?.Invoke("temporal", clip);
        return clip;
    }

    /// <summary>From the feature of the clip [B, 1, temporal width] to the output <c>logits</c> [B, classes].</summary>
    public void Classify(OpSet ops, int batch, Value clip)
    {
        WeightScope classifier = new WeightScope(store) / "our_classifier";
        Value logits = ops.Linear(clip, classifier["weight"], classifier["bias"]);
        ops.Output(LogitsOutput, ops.Reshape(logits, batch, config.Classes));
    }

    private IFusion Fusion(WeightScope weights, int batch) => config.Variant.Fusion switch
    {
        FusionKind.Bottleneck => new FusionBottleneck(weights, new MeanMixing(batch)),
        FusionKind.None => new NoFusion(),
        FusionKind.Add => new AddFusion(weights, new MeanMixing(batch)),
        FusionKind.Mult => new FusionBottleneck(weights, new AttentionMixing(weights, batch, concatenate: false)),
        FusionKind.MultConcat => new FusionBottleneck(weights, new AttentionMixing(weights, batch, concatenate: true)),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Variant.Fusion, "Not a fusion."),
    };
}
