namespace MmaDfer.Sdk.Evaluation;

/// <summary>What the network thinks of one clip of a data set.</summary>
public sealed record EvaluatedClip
{
    /// <summary>The clip's name in its data set.</summary>
    public required string Id { get; init; }

    /// <summary>Its true class, as an index into the model's labels.</summary>
    public required int Label { get; init; }

    /// <summary>The class of the highest probability.</summary>
    public required int Predicted { get; init; }

    /// <summary>Of each of the model's labels, 0 to 1.</summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>The raw scores, as in <see cref="EmotionPrediction.Logits"/>: before the model's temperature divides them.</summary>
    public required IReadOnlyList<float> Logits { get; init; }
}
