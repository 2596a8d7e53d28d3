using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>Between batches of clips and a session's inputs and outputs.</summary>
internal static class SessionBatch
{
    /// <summary>Puts clips first .. first + count of a batch into the session.</summary>
    public static void Fill(TrainingSession session, Batch batch, int first, int count)
    {
        Fill(session, MmaDferNetwork.FramesInput, batch.Frames, first, count);
        Fill(session, MmaDferNetwork.AudioInput, batch.Spectrograms, first, count);
    }

    /// <summary>A network of one sense lacks the other's input.</summary>
    private static void Fill(TrainingSession session, string name, float[] clips, int first, int count)
    {
        if (!session.Inputs.Contains(name))
            return;
        Span<float> input = session.Input(name);
        clips.AsSpan(first * (input.Length / count), input.Length).CopyTo(input);
    }

    /// <summary>How many clips have their highest score at their own class.</summary>
    public static int Correct(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
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
