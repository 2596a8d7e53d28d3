namespace MmaDfer.Sdk.Evaluation;

/// <summary>What the network thinks of one clip of a data set.</summary>
/// <param name="Id">The clip's name in its data set.</param>
/// <param name="Label">Its true class, as an index into the model's labels.</param>
/// <param name="Predicted">The class of the highest probability.</param>
/// <param name="Probabilities">Of each of the model's labels, 0 to 1.</param>
/// <param name="Logits">The raw scores, as in <see cref="EmotionPrediction.Logits"/>: before the model's temperature divides them.</param>
public sealed record EvaluatedClip(
    string Id, int Label, int Predicted, IReadOnlyList<float> Probabilities, IReadOnlyList<float> Logits);
