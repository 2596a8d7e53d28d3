namespace MmaDfer.Sdk.Network;

/// <summary>
/// Which variant of MMA-DFER a network is. The defaults are the published model; the others are those that the paper compares
/// it with. Immutable; two with the same values are equal.
/// </summary>
public sealed record NetworkVariant
{
    /// <summary>How the two encoders exchange information.</summary>
    public FusionKind Fusion { get; init; }

    /// <summary>
    /// Number of learned updates of the prompts at the end of each encoder's tokens, evenly over the 12 blocks, the first after the first
    /// block: 0 (no prompts) or a divisor of 12; the paper has 0, 2, 4, 6 and 12. Each update changes 3 prompts of its own. (The last of 12
    /// updates has no effect: it would come after the last block, where nothing reads prompts.)
    /// </summary>
    public int PromptUpdates { get; init; } = 2;

    /// <summary>
    /// Width of the temporal adapters in the face encoder, after each block's fusion: an even number; 0 for none. The paper has
    /// 64, 128 and 256 without showing the adapter. Our interpretation: the fusion bottleneck over time. The mean latent of each frame's
    /// tokens, plus a learned position, attends to those of the clip's frames (2 heads); the result is added to all latents of the
    /// frame; back through GELU(W ...) and a gate that starts at 0.
    /// </summary>
    public int TemporalAdapterWidth { get; init; }

    /// <summary>
    /// Whether the temporal transformer summarizes the clip, as published. Without it (our interpretation) the mean of the 16 joint frame
    /// features goes to the classifier, and there must be temporal adapters.
    /// </summary>
    public bool FinalTransformer { get; init; } = true;

    /// <summary>Whether its fusion has a latent.</summary>
    internal bool HasLatent => Fusion is FusionKind.Bottleneck || HasCrossAttention;

    /// <summary>Whether its fusion attends from one encoder's tokens to the other's.</summary>
    internal bool HasCrossAttention => Fusion is FusionKind.Mult or FusionKind.MultConcat;

    /// <summary>Whether there are temporal adapters.</summary>
    internal bool HasTemporalAdapters => TemporalAdapterWidth > 0;
}

/// <summary>
/// How the two encoders exchange information after each of their 12 blocks: the variants that the paper compares. Only
/// <see cref="Bottleneck"/> is published as code; the paper describes the others, and their details are our interpretation. In all of
/// them both encoders are read before either is updated, and an update U is added as V += tanh(gate) U, with a gate for each block and
/// encoder that starts at 0.
/// </summary>
public enum FusionKind
{
    /// <summary>
    /// The fusion bottleneck, as published: U = GELU(W (V^ + mean of A^)), where V^ and A^ are the tokens projected to a narrow
    /// latent and normalized.
    /// </summary>
    Bottleneck,

    /// <summary>No exchange: the features of face and audio are only added before the temporal part.</summary>
    None,

    /// <summary>
    /// ADD. Our interpretation: the bottleneck without its projections, at the encoders' full width: U = V + mean of A. Only gates are trained.
    /// </summary>
    Add,

    /// <summary>
    /// MULT: two cross attention blocks, one for each direction, with 2 heads and the width of the latent. Our interpretation: the
    /// bottleneck whose mean is replaced by attention: U = GELU(W (V^ + attention of V^ to A^)).
    /// </summary>
    Mult,

    /// <summary>
    /// MULT-concat. Our interpretation: <see cref="Mult"/> with both parts side by side instead of their sum: U = GELU(W [V^, attention
    /// of V^ to A^]), so that W is twice as wide.
    /// </summary>
    MultConcat,
}
