namespace MmaDfer.Sdk.Network;

/// <summary>What a tensor is, which decides how it is initialised.</summary>
internal enum TensorKind
{
    /// <summary>Matrix of a linear layer or patch convolution: uniform in +-fan_in^-0.5.</summary>
    LinearWeight,

    /// <summary>Bias of a linear layer: uniform in +-fan_in^-0.5.</summary>
    LinearBias,

    /// <summary>Scale of a layer norm: 1.</summary>
    NormWeight,

    /// <summary>Offset of a layer norm: 0.</summary>
    NormBias,

    /// <summary>Fusion gate: 0.</summary>
    Gate,

    /// <summary>Learnable prompts: normal with standard deviation width^-0.5.</summary>
    Prompt,

    /// <summary>[CLS] tokens and position embeddings: normal with standard deviation 1.</summary>
    Embedding,
}
