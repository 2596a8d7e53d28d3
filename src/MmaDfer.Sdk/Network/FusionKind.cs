namespace MmaDfer.Sdk.Network;

/// <summary>
/// How the two encoders learn of each other after each of their 12 blocks: the ways that the paper compares. Only
/// <see cref="Bottleneck"/> is published as code; of the others the paper says what they are, and the details are our reading.
/// In all of them both encoders are read before either is updated, and an update U enters as V += tanh(gate) U, with a gate for
/// each block and encoder that starts at 0.
/// </summary>
public enum FusionKind
{
    /// <summary>
    /// The fusion bottleneck, as published: U = GELU(W (V^ + mean of A^)), where V^ and A^ are the tokens projected to a narrow
    /// latent and normalised.
    /// </summary>
    Bottleneck,

    /// <summary>Nothing is exchanged: face and voice meet only where the features of both are added before the temporal part.</summary>
    None,

    /// <summary>
    /// ADD. Our reading: the bottleneck without its projections, at the encoders' full width: U = V + mean of A. Only gates are trained.
    /// </summary>
    Add,

    /// <summary>
    /// MULT: two cross attention blocks, one for each direction, with 2 heads and the width of the latent. Our reading: the
    /// bottleneck whose mean is replaced by attention: U = GELU(W (V^ + attention of V^ to A^)).
    /// </summary>
    Mult,

    /// <summary>
    /// MULT-concat. Our reading: <see cref="Mult"/> with both parts side by side instead of their sum: U = GELU(W [V^, attention
    /// of V^ to A^]), so that W is twice as wide.
    /// </summary>
    MultConcat,
}
