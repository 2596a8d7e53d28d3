using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>What the network, as trained so far, thinks of the validation clips.</summary>
/// <param name="Clips">The clips.</param>
/// <param name="Logits">Scores of each.</param>
internal sealed record Validation(IReadOnlyList<LabeledClip> Clips, IReadOnlyList<float[]> Logits)
{
    /// <summary>Mean cross-entropy.</summary>
    public double Loss => Each((logits, label) => CrossEntropy.Run(logits, [label], 0, 1, new float[logits.Length]));

    /// <summary>Share of clips recognised.</summary>
    public double Accuracy => Each((logits, label) => SessionBatch.Correct(logits, [label]));

    /// <summary>What divides the scores best, see <see cref="TemperatureScaling"/>.</summary>
    public double FitTemperature() => TemperatureScaling.Fit([.. Logits.SelectMany(l => l)], [.. Clips.Select(c => c.Label)]);

    /// <summary>Runs all validation clips forwards, without any draws.</summary>
    /// <param name="session">The network.</param>
    /// <param name="loader">Gives the clips in batches of <paramref name="batchSize"/>.</param>
    /// <param name="batchSize">Clips that the session takes.</param>
    /// <param name="dropPath">Whether the session has drop path.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
                if (!FiniteAll(output.Slice(row * classes, classes)))
                    throw new TrainingException($"The network's answer to the validation clip '{Printable.Text(batch.Clips[row].Id)}' is not a number: the training has diverged; the last good state stays. Train anew with a lower learning rate.");
                clips.Add(batch.Clips[row]);
                logits.Add(output.Slice(row * classes, classes).ToArray());
            }
        }
        return new Validation(clips, logits);
    }

    /// <summary>The same as an evaluation counts it.</summary>
    public EvaluationResult ToResult(IReadOnlyList<string> labels, double temperature, IReadOnlyList<SkippedClip> skipped) => new(
        labels,
        [.. Clips.Zip(Logits, (clip, logits) =>
        {
            float[] probabilities = new float[logits.Length];
            Probabilities.AddSoftmax(logits, 1, probabilities, temperature);
            return new EvaluatedClip
            {
                Id = clip.Id, Label = clip.Label, Predicted = Array.IndexOf(logits, logits.Max()), Probabilities = probabilities, Logits = logits,
            };
        })],
        skipped);

    private static bool FiniteAll(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }

    private double Each(Func<float[], int, double> measure) => Logits.Zip(Clips, (logits, clip) => measure(logits, clip.Label)).Average();
}
