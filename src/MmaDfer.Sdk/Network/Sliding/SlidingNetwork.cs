using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network.Sliding;

/// <summary>
/// The published network, divided so that windows that slide over a live stream can reuse earlier results. Frames and audio exchange
/// only two vectors a block, the mean latents; given those, a frame is computed without the others. They come from the window before,
/// so the output is close to that of <see cref="MmaDferNetwork"/>, not equal.
/// </summary>
/// <remarks>
/// Values by name: <c>face_tokens</c> [frames, 1, width] and <c>audio_token</c> [1, 1, width], final [CLS] tokens; <c>face_latents</c>
/// [frames, 12, latent], each frame's mean latents, and <c>audio_latents</c> [1, 12, latent], those of the audio.
/// </remarks>
internal sealed class SlidingNetwork(MmaDferConfig config, WeightStore store)
{
    public const string FaceTokens = "face_tokens", AudioToken = "audio_token", FaceLatents = "face_latents", AudioLatents = "audio_latents",
        TemporalTokens = "temporal_tokens";

    private readonly WeightScope _weights = new(store);

    public MmaDferConfig Config => config;

    /// <summary>Whether the network can be divided: frames and audio exchange only mean latents.</summary>
    public static bool Fits(MmaDferConfig config) => config.Variant is { Fusion: FusionKind.Bottleneck, HasTemporalAdapters: false };

    /// <summary>All 16 frames and the audio, exactly: inputs <c>frames</c>, <c>audio</c>; outputs <c>face_tokens</c>, <c>audio_token</c>, <c>face_latents</c>, <c>audio_latents</c>.</summary>
    public void BuildWhole(OpSet ops)
    {
        SlidingEncoder face = FaceEncoder(), audio = AudioEncoder();
        Value v = face.Start(ops, Frames(ops, MmaDferConfig.Frames)), a = audio.Start(ops, Audio(ops));
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            (Value faceLatent, Value frameMeans) = face.Block(ops, ref v, i);
            (Value audioLatent, Value audioMean) = audio.Block(ops, ref a, i);
            Value faceMean = ops.MeanOfTokens(ops.Reshape(frameMeans, 1, MmaDferConfig.Frames, config.Latent));
            v = face.Receive(ops, v, faceLatent, audioMean, i);
            a = audio.Receive(ops, a, audioLatent, faceMean, i);
        }
        face.Finish(ops, v, FaceTokens, FaceLatents);
        audio.Finish(ops, a, AudioToken, AudioLatents);
    }

    /// <summary>One frame, given the audio's latents: inputs <c>frames</c> [1, 3, S, S], <c>audio_latents</c>; outputs <c>face_tokens</c>, <c>face_latents</c>.</summary>
    public void BuildFrame(OpSet ops) => BuildEncoder(ops, FaceEncoder(), Frames(ops, 1), AudioLatents, FaceTokens, FaceLatents);

    /// <summary>The audio, given the mean latents over all frames: inputs <c>audio</c>, <c>face_latents</c>; outputs <c>audio_token</c>, <c>audio_latents</c>.</summary>
    public void BuildAudio(OpSet ops) => BuildEncoder(ops, AudioEncoder(), Audio(ops), FaceLatents, AudioToken, AudioLatents);

    /// <summary>From <c>temporal_tokens</c> [1, 16, width], each frame's [CLS] plus the audio's, to <c>logits</c>.</summary>
    public void BuildDecision(OpSet ops) => new MmaDferNetwork(config, store).Decide(
        ops, 1, ops.Input(TemporalTokens, new Shape(1, MmaDferConfig.Frames, config.Width)));

    private void BuildEncoder(OpSet ops, SlidingEncoder encoder, Value input, string given, string cls, string means)
    {
        Value others = ops.Input(given, new Shape(1, MmaDferConfig.Depth, config.Latent));
        Value x = encoder.Start(ops, input);
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            (Value latent, _) = encoder.Block(ops, ref x, i);
            x = encoder.Receive(ops, x, latent, ops.Slice(others, axis: 1, start: i, length: 1), i);
        }
        encoder.Finish(ops, x, cls, means);
    }

    private SlidingEncoder FaceEncoder() => new(new Encoder(_weights / "image_encoder", config), BottleneckSide.Face(_weights));

    private SlidingEncoder AudioEncoder() => new(new Encoder(_weights / "audio_model", config), BottleneckSide.Audio(_weights));

    private Value Frames(OpSet ops, int count) =>
        ops.Input(MmaDferNetwork.FramesInput, new Shape(count, 3, config.ImageSize, config.ImageSize));

    private static Value Audio(OpSet ops) =>
        ops.Input(MmaDferNetwork.AudioInput, new Shape(1, 1, MmaDferConfig.AudioRows, MmaDferConfig.AudioBands));
}

/// <summary>One encoder with its side of the fusion bottleneck; collects the mean latents of every block.</summary>
internal sealed class SlidingEncoder(Encoder encoder, BottleneckSide side)
{
    private readonly List<Value> _means = [];

    public Value Start(OpSet ops, Value input) => encoder.Tokens(ops, input);

    /// <summary>The ViT block; returns the latents [R, T, latent] after it and their means [R, 1, latent].</summary>
    public (Value Latent, Value Mean) Block(OpSet ops, ref Value x, int block)
    {
        x = encoder.Block(ops, x, block);
        Value latent = side.Down(ops, x, block), mean = ops.MeanOfTokens(latent);
        _means.Add(mean);
        return (latent, mean);
    }

    /// <summary>Adds the other encoder's mean latent [1, 1, latent], then updates the prompts.</summary>
    public Value Receive(OpSet ops, Value x, Value latent, Value other, int block) =>
        encoder.UpdatePrompts(ops, side.Up(ops, x, ops.Add(latent, other), block), block);

    public void Finish(OpSet ops, Value x, string cls, string means)
    {
        ops.Output(cls, encoder.Summary(ops, x));
        ops.Output(means, ops.ConcatTokens([.. _means]));
    }
}
