using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>What the network, as trained so far, thinks of the validation clips.</summary>
/// <param name="Logits">Scores of each clip.</param>
/// <param name="Labels">True class of each clip.</param>
internal sealed record Validation(IReadOnlyList<float[]> Logits, IReadOnlyList<int> Labels)
{
    /// <summary>Mean cross-entropy.</summary>
    public double Loss => Logits.Zip(Labels, (logits, label) =>
        CrossEntropy.Run(logits, [label], 0, 1, new float[logits.Length])).Average();

    /// <summary>Share of clips recognised.</summary>
    public double Accuracy => Logits.Zip(Labels, (logits, label) => (double)SessionBatch.Correct(logits, [label])).Average();

    /// <summary>What divides the scores best, see <see cref="TemperatureScaling"/>.</summary>
    public double Temperature => TemperatureScaling.Fit([.. Logits.SelectMany(l => l)], [.. Labels]);

    /// <summary>Runs all validation clips forwards, without any draws.</summary>
    /// <param name="session">The network.</param>
    /// <param name="loader">Gives the clips in batches of <paramref name="batchSize"/>.</param>
    /// <param name="batchSize">Clips that the session takes.</param>
    /// <param name="dropPath">Whether the session has drop path.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Validation Run(
        TrainingSession session, BatchLoader loader, int batchSize, bool dropPath, CancellationToken cancellation)
    {
        var logits = new List<float[]>();
        var labels = new List<int>();
        if (dropPath)
            DropPathDraws.FillOnes(session);
        loader.Start(0);
        while (loader.Next(out Batch? batch, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            SessionBatch.Fill(session, batch, 0, batchSize);
            session.Forward();
            ReadOnlySpan<float> output = session.Output(MmaDferNetwork.LogitsOutput);
            int classes = output.Length / batchSize;
            for (int row = 0; row < batch.Count; row++)
            {
                logits.Add(output.Slice(row * classes, classes).ToArray());
                labels.Add(batch.Labels[row]);
            }
        }
        return new Validation(logits, labels);
    }
}
