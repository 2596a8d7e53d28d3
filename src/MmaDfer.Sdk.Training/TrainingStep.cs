using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Features;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>One training step: forward and backward passes over the micro-batches of a batch, then an optimizer step.</summary>
internal sealed class TrainingStep(TrainingSession session, AdamW optimizer, TrainingOptions options, TrainingHeads? heads = null)
{
    private const ulong DropPathKey = 0x64726f70;

    /// <summary>Trains on a batch. If it throws, no parameter has changed.</summary>
    /// <returns>The mean loss of the batch, and the number of recognised clips.</returns>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    public (float Loss, int Correct) Run(Batch batch, double learningRate, CancellationToken cancellationToken)
    {
        DropModalities(batch);
        session.ZeroGradients();
        double loss = 0;
        int correct = 0, size = options.MicroBatchSize;
        for (int first = 0; first < batch.Count; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SessionBatch.Fill(session, batch, first, size);
            for (int row = 0; options.DropPath > 0 && row < size; row++)
                DropPathDraws.Fill(session, row, options.DropPath, Draws(batch, first + row, DropPathKey));
            session.Forward();
            ReadOnlySpan<float> logits = session.Output(MmaDferNetwork.LogitsOutput);
            ReadOnlySpan<int> labels = batch.Labels.AsSpan(first, size);
            loss += CrossEntropy.Run(
                logits, labels, options.LabelSmoothing, (double)size / batch.Count, session.OutputGradient(MmaDferNetwork.LogitsOutput)) * size;
            loss += size * (heads?.Run(session, batch, first, (double)size / batch.Count) ?? 0);
            correct += SessionBatch.CountCorrect(logits, labels);
            Check(loss, "loss", batch);
            session.Backward();
        }
        double norm = Norm();
        Check(norm, "gradient", batch);
        if (norm > options.MaxGradientNorm)
            Scale((float)(options.MaxGradientNorm / norm));
        optimizer.Step(session, learningRate);
        return ((float)(loss / batch.Count), correct);
    }

    private void DropModalities(Batch batch)
    {
        for (int i = 0; !batch.HasFeatures && i < batch.Count; i++)
        {
            LostModality lost = FeatureReader.Lose(options, batch.Clips[i], batch.Epoch, batch.Index, i);
            if (lost == LostModality.Frames)
                batch.DropFrames(i);
            else if (lost == LostModality.Audio)
                batch.DropAudio(i);
        }
    }

    private SeededRandom Draws(Batch batch, int clip, ulong key) =>
        SeededRandom.Of(options.Seed, key, (ulong)batch.Epoch, (ulong)batch.Index, (ulong)clip);

    private double Norm()
    {
        double sum = 0;
        foreach (string name in session.Parameters)
        {
            foreach (float gradient in session.Gradient(name))
                sum += (double)gradient * gradient;
        }
        return Math.Sqrt(sum);
    }

    private void Scale(float factor)
    {
        foreach (string name in session.Parameters)
        {
            foreach (ref float gradient in session.Gradient(name))
                gradient *= factor;
        }
    }

    private static void Check(double value, string what, Batch batch)
    {
        if (double.IsFinite(value))
            return;
        string clips = string.Join(", ", batch.Clips.Take(batch.Count).Select(c => $"'{Printable.Text(c.Id)}'"));
        throw new TrainingException($"The {what} of batch {batch.Index + 1} in epoch {batch.Epoch + 1} is not a finite number, so training stops; the last saved state remains. Check the clips of the batch ({clips}), or train again with a lower learning rate.");
    }
}
