using MmaDfer.Sdk.Network.Fusion;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network.Sliding;

/// <summary>
/// The published network cut where windows that slide over a live stream can reuse what was computed before. A frame and the voice
/// learn of each other through two vectors a block alone, the mean latents; given those, a frame is computed without the others.
/// What it takes them from is the window before, so the answer is close to <see cref="MmaDferNetwork"/>'s, not the same.
/// </summary>
/// <remarks>
/// Values by name: <c>faces</c> [frames, 1, width] and <c>voice</c> [1, 1, width], final [CLS] tokens; <c>seen</c>
/// [frames, 12, latent], each frame's mean latents, and <c>heard</c> [1, 12, latent], the voice's.
/// </remarks>
internal sealed class SlidingNetwork(MmaDferConfig config, WeightStore store)
{
    public const string Faces = "faces", Voice = "voice", Seen = "seen", Heard = "heard", Moments = "moments";

    private readonly WeightScope _weights = new(store);

    public MmaDferConfig Config => config;

    /// <summary>Whether the network can be cut so: frames and voice meet in mean latents alone.</summary>
    public static bool Fits(MmaDferConfig config) => config.Variant is { Fusion: FusionKind.Bottleneck, HasTemporalAdapters: false };

    /// <summary>All 16 frames and the sound, exactly: inputs <c>frames</c>, <c>audio</c>; outputs <c>faces</c>, <c>voice</c>, <c>seen</c>, <c>heard</c>.</summary>
    public void BuildWhole(OpSet ops)
    {
        Half face = FaceHalf(), voice = VoiceHalf();
        Value v = face.Start(ops, Frames(ops, MmaDferConfig.Frames)), a = voice.Start(ops, Audio(ops));
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            (Value faceLatent, Value frameMeans) = face.Block(ops, ref v, i);
            (Value voiceLatent, Value heard) = voice.Block(ops, ref a, i);
            Value seen = ops.MeanOfTokens(ops.Reshape(frameMeans, 1, MmaDferConfig.Frames, config.Latent));
            v = face.Receive(ops, v, faceLatent, heard, i);
            a = voice.Receive(ops, a, voiceLatent, seen, i);
        }
        face.Finish(ops, v, Faces, Seen);
        voice.Finish(ops, a, Voice, Heard);
    }

    /// <summary>One frame, given what is heard: inputs <c>frames</c> [1, 3, S, S], <c>heard</c>; outputs <c>faces</c>, <c>seen</c>.</summary>
    public void BuildFrame(OpSet ops) => BuildHalf(ops, FaceHalf(), Frames(ops, 1), Heard, Faces, Seen);

    /// <summary>The sound, given what is seen, the mean over all frames: inputs <c>audio</c>, <c>seen</c>; outputs <c>voice</c>, <c>heard</c>.</summary>
    public void BuildVoice(OpSet ops) => BuildHalf(ops, VoiceHalf(), Audio(ops), Seen, Voice, Heard);

    /// <summary>From <c>moments</c> [1, 16, width], each frame's [CLS] plus the voice's, to <c>logits</c>.</summary>
    public void BuildDecision(OpSet ops) => new MmaDferNetwork(config, store).Decide(
        ops, 1, _weights, ops.Input(Moments, new Shape(1, MmaDferConfig.Frames, config.Width)), tap: null);

    private void BuildHalf(OpSet ops, Half half, Value input, string given, string cls, string means)
    {
        Value others = ops.Input(given, new Shape(1, MmaDferConfig.Depth, config.Latent));
        Value x = half.Start(ops, input);
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            (Value latent, _) = half.Block(ops, ref x, i);
            x = half.Receive(ops, x, latent, ops.Slice(others, axis: 1, start: i, length: 1), i);
        }
        half.Finish(ops, x, cls, means);
    }

    private Half FaceHalf() => new(new Encoder(_weights / "image_encoder", config), BottleneckSide.Face(_weights));

    private Half VoiceHalf() => new(new Encoder(_weights / "audio_model", config), BottleneckSide.Voice(_weights));

    private Value Frames(OpSet ops, int count) =>
        ops.Input(MmaDferNetwork.FramesInput, new Shape(count, 3, config.ImageSize, config.ImageSize));

    private static Value Audio(OpSet ops) =>
        ops.Input(MmaDferNetwork.AudioInput, new Shape(1, 1, MmaDferConfig.AudioRows, MmaDferConfig.AudioBands));
}
