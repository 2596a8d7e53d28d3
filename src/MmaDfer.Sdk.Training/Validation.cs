using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The logits of the current network for the validation clips.</summary>
/// <param name="Clips">The validation clips.</param>
/// <param name="Logits">The logits of each clip.</param>
internal sealed record Validation(IReadOnlyList<LabeledClip> Clips, IReadOnlyList<float[]> Logits)
{
    /// <summary>Mean cross-entropy.</summary>
    public double Loss => Average((logits, label) => CrossEntropy.Run(logits, [label], 0, 1, new float[logits.Length]));

    /// <summary>Share of the clips that were recognised.</summary>
    public double Accuracy => Average((logits, label) => SessionBatch.CountCorrect(logits, [label]));

    /// <summary>Fits the temperature; see <see cref="TemperatureScaling"/>.</summary>
    public double FitTemperature() => TemperatureScaling.Fit([.. Logits.SelectMany(l => l)], [.. Clips.Select(c => c.Label)]);

    /// <summary>Runs a forward pass over all validation clips, without drop path.</summary>
    /// <param name="session">The network.</param>
    /// <param name="loader">Provides the clips in batches of <paramref name="batchSize"/>.</param>
    /// <param name="batchSize">Batch size of the session.</param>
    /// <param name="dropPath">Whether the session has drop path inputs.</param>
    /// <param name="cancellationToken">Cancels the validation.</param>
    public static Validation Run(
        TrainingSession session, BatchLoader loader, int batchSize, bool dropPath, CancellationToken cancellationToken)
    {
        var clips = new List<LabeledClip>();
        var logits = new List<float[]>();
        if (dropPath)
            DropPathDraws.FillOnes(session);
        loader.Start(0);
        while (loader.Next(out Batch? batch, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            SessionBatch.Fill(session, batch, 0, batchSize);
            session.Forward();
            ReadOnlySpan<float> output = session.Output(MmaDferNetwork.LogitsOutput);
            int classes = output.Length / batchSize;
            for (int row = 0; row < batch.Count; row++)
            {
                if (!AreFinite(output.Slice(row * classes, classes)))
                    throw new TrainingException($"The logits of the validation clip '{Printable.Text(batch.Clips[row].Id)}' are not finite, so the training has diverged; the last saved state remains. Train again with a lower learning rate.");
                clips.Add(batch.Clips[row]);
                logits.Add(output.Slice(row * classes, classes).ToArray());
            }
        }
        return new Validation(clips, logits);
    }

    /// <summary>Returns the validation as an evaluation result.</summary>
    public EvaluationResult ToResult(IReadOnlyList<string> labels, double temperature, IReadOnlyList<SkippedClip> skipped) => new(
        labels,
        [.. Clips.Zip(Logits, (clip, logits) =>
        {
            float[] probabilities = new float[logits.Length];
            Probabilities.AddSoftmax(logits, 1, probabilities, temperature);
            return new EvaluatedClip
            {
                Id = clip.Id, Group = clip.Group, Label = clip.Label, Predicted = Array.IndexOf(logits, logits.Max()), Probabilities = probabilities, Logits = logits,
            };
        })],
        skipped);

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }

    private double Average(Func<float[], int, double> measure) => Logits.Zip(Clips, (logits, clip) => measure(logits, clip.Label)).Average();
}
