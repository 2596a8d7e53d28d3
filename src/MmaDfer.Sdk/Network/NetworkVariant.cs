namespace MmaDfer.Sdk.Network;

/// <summary>
/// Which variant of MMA-DFER a network is. The defaults are the published model; the others are those that the paper compares
/// it with. Immutable; two with the same values are equal.
/// </summary>
public sealed record NetworkVariant
{
    /// <summary>How the two encoders learn of each other.</summary>
    public FusionKind Fusion { get; init; }

    /// <summary>
    /// How often 3 of the prompts at the end of each encoder's tokens get their learned update, evenly over the 12 blocks,
    /// beginning after the first: 0 (no prompts) or a number that divides 12; the paper has 0, 2, 4, 6 and 12. There are 3 prompts
    /// for each update. (Of 12 updates the last has no effect: it would come after the last block, where nothing reads prompts.)
    /// </summary>
    public int PromptUpdates { get; init; } = 2;

    /// <summary>
    /// Width of the temporal adapters in the face encoder, after each block's fusion: an even number; 0 for none. The paper has
    /// 64, 128 and 256 without showing the adapter. Our reading: the fusion bottleneck over time. The mean latent of each frame's
    /// tokens, plus a learned position, attends to those of the clip's frames (2 heads); the result is added to all latents of the
    /// frame; back through GELU(W ...) and a gate that starts at 0.
    /// </summary>
    public int TemporalAdapterWidth { get; init; }

    /// <summary>
    /// Whether the temporal transformer sums up the clip, as published. Without it (our reading) the mean of the 16 joint frame
    /// features goes to the classifier, and there must be temporal adapters.
    /// </summary>
    public bool FinalTransformer { get; init; } = true;

    /// <summary>Whether its fusion has a latent, whose width is then a size of the network.</summary>
    internal bool HasLatent => Fusion is FusionKind.Bottleneck || HasCrossAttention;

    /// <summary>Whether its fusion attends from one encoder's tokens to the other's.</summary>
    internal bool HasCrossAttention => Fusion is FusionKind.Mult or FusionKind.MultConcat;

    /// <summary>Whether there are temporal adapters.</summary>
    internal bool HasTemporalAdapters => TemporalAdapterWidth > 0;
}
