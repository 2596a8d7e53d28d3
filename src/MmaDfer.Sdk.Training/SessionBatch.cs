using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>Copies batches of clips into a session, and counts its correct predictions.</summary>
internal static class SessionBatch
{
    /// <summary>Copies <paramref name="count"/> clips of a batch, starting at <paramref name="first"/>, into the session.</summary>
    public static void Fill(TrainingSession session, Batch batch, int first, int count)
    {
        Fill(session, MmaDferNetwork.FramesInput, batch.Frames, first, count);
        Fill(session, MmaDferNetwork.AudioInput, batch.Spectrograms, first, count);
        Fill(session, TrainedNetwork.FeaturesName, batch.Features, first, count);
    }

    /// <summary>Copies one input, if the network has it: a network of one modality lacks the other's, one over features both.</summary>
    private static void Fill(TrainingSession session, string name, float[] clips, int first, int count)
    {
        if (!session.Inputs.Contains(name))
            return;
        Span<float> input = session.Input(name);
        clips.AsSpan(first * (input.Length / count), input.Length).CopyTo(input);
    }

    /// <summary>Counts the clips whose highest logit is that of their true class.</summary>
    public static int CountCorrect(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int classes = logits.Length / labels.Length, correct = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            int best = 0;
            for (int i = 1; i < classes; i++)
            {
                if (scores[i] > scores[best])
                    best = i;
            }
            if (best == labels[row])
                correct++;
        }
        return correct;
    }
}
