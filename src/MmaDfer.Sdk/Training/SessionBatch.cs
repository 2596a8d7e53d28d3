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
        Span<float> frames = session.Input(MmaDferNetwork.FramesInput), audio = session.Input(MmaDferNetwork.AudioInput);
        int frameLength = frames.Length / count, audioLength = audio.Length / count;
        batch.Frames.AsSpan(first * frameLength, frames.Length).CopyTo(frames);
        batch.Spectrograms.AsSpan(first * audioLength, audio.Length).CopyTo(audio);
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
