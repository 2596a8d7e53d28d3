namespace MmaDfer.Sdk.Models;

/// <summary>How <see cref="ModelConverter"/> writes a model.</summary>
public sealed record ModelConvertOptions
{
    /// <summary>
    /// Names of the classes in the order of the model's outputs. Without them the input's own names are kept; a checkpoint
    /// has none and gets those of DFEW (7 classes), MAFW (11 classes) or <c>class0</c>, <c>class1</c> ...
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>
    /// Number format to store: <see cref="Precision.Float32"/> or <see cref="Precision.Float16"/> (half the size, logits within 1e-2).
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Attention heads of the encoders. Needed only for networks of unusual widths: checkpoints do not tell them, and
    /// without this they are taken to be 64 wide as in the published models (16 where the width is no multiple of 64).
    /// </summary>
    public int? Heads { get; init; }
}
