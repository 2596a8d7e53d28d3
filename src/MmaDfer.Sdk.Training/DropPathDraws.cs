using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>Draws the factors of <see cref="DropPath"/>. They depend only on the seed, the position in the training and the clip.</summary>
internal static class DropPathDraws
{
    /// <summary>Draws the factors of one clip: one per frame for the face encoder, one for the audio encoder.</summary>
    /// <param name="session">The session whose inputs receive the factors.</param>
    /// <param name="row">Position of the clip in the session's batch.</param>
    /// <param name="rate">Drop path rate of the last block.</param>
    /// <param name="random">Random numbers for this clip.</param>
    public static void Fill(TrainingSession session, int row, double rate, SeededRandom random)
    {
        for (int block = DropPath.FirstBlock; block < MmaDferConfig.Depth; block++)
        {
            double dropped = DropPath.Rate(rate, block);
            for (int branch = 0; branch < DropPath.Branches; branch++)
            {
                string face = DropPath.InputName(DropPath.Face, block, branch), audio = DropPath.InputName(DropPath.Audio, block, branch);
                if (session.Inputs.Contains(face))
                {
                    foreach (ref float factor in session.Input(face).Slice(row * MmaDferConfig.Frames, MmaDferConfig.Frames))
                        factor = Draw(random, dropped);
                }
                if (session.Inputs.Contains(audio))
                    session.Input(audio)[row] = Draw(random, dropped);
            }
        }
    }

    /// <summary>Sets all factors of the batch to 1, so that nothing is dropped.</summary>
    public static void FillOnes(TrainingSession session)
    {
        foreach (string name in session.Inputs.Except([MmaDferNetwork.FramesInput, MmaDferNetwork.AudioInput]))
            session.Input(name).Fill(1);
    }

    private static float Draw(SeededRandom random, double rate) => random.Uniform() < rate ? 0f : (float)(1 / (1 - rate));
}
