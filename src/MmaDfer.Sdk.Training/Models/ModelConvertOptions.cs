namespace MmaDfer.Sdk.Models;

/// <summary>Options of <see cref="ModelConverter.Convert"/>.</summary>
public sealed record ModelConvertOptions
{
    /// <summary>
    /// The labels in the order of the model's outputs; null to keep the labels of the input. A checkpoint has none and gets those of DFEW
    /// (7 classes), MAFW (11 classes) or <c>class0</c>, <c>class1</c> ...
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>
    /// The number format to store: <see cref="Precision.Float32"/>, <see cref="Precision.Float16"/> for half the size and logits that differ
    /// by less than 1e-2, or <see cref="Precision.Int8"/> for about a quarter: the linear layers of the encoders as the CPU engine computes
    /// them in 8 bit, everything else in float32. The engine uses such a file in place; any other reads it as floats. Adapters of the
    /// original fit it.
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Number of attention heads of the encoders; null for heads that are 64 wide, as in the published models (16 where the width is not a
    /// multiple of 64). Checkpoints do not contain the number, so it is needed for networks with other heads.
    /// </summary>
    public int? Heads { get; init; }

    /// <summary>
    /// Samples per second of the audio that the model learned, 4000 to 192000 Hz, to which a recognizer converts other audio; null to keep
    /// that of the input. Checkpoints name none: the published models learned audio at whatever rate it had.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? SampleRate
    {
        get;
        init => field = value is null || ModelMetadata.IsSampleRate(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"The sample rate must be between {ModelMetadata.MinSampleRate} and {ModelMetadata.MaxSampleRate}.");
    }

    /// <summary>The confidence from which a prediction counts as sure; null for that of the checkpoint. See <see cref="EmotionRecognizer.SureFrom"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0 and at most 1.</exception>
    public float? SureFrom
    {
        get;
        init => field = value is null || ModelMetadata.IsSureFrom(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The confidence must be above 0 and at most 1.");
    }

    /// <summary>The licence of the model, as text (an SPDX identifier, a sentence); null to keep that of the input, if it has one.</summary>
    public string? License { get; init; }
}
