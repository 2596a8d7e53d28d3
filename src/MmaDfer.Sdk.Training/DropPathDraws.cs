using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>Fills in the factors of <see cref="DropPath"/>. They depend on seed, place in the training and clip alone.</summary>
internal static class DropPathDraws
{
    /// <summary>Draws for one clip: of the face a factor for each frame, of the voice one.</summary>
    /// <param name="session">Gets the factors.</param>
    /// <param name="row">Place of the clip in the session's batch.</param>
    /// <param name="rate">Rate of the last block.</param>
    /// <param name="random">Draws of this clip.</param>
    public static void Fill(TrainingSession session, int row, double rate, SeededRandom random)
    {
        for (int block = DropPath.FirstBlock; block < MmaDferConfig.Depth; block++)
        {
            double dropped = DropPath.Rate(rate, block);
            for (int branch = 0; branch < DropPath.Branches; branch++)
            {
                string face = DropPath.InputName(DropPath.Face, block, branch), voice = DropPath.InputName(DropPath.Voice, block, branch);
                if (session.Inputs.Contains(face))
                {
                    foreach (ref float factor in session.Input(face).Slice(row * MmaDferConfig.Frames, MmaDferConfig.Frames))
                        factor = Draw(random, dropped);
                }
                if (session.Inputs.Contains(voice))
                    session.Input(voice)[row] = Draw(random, dropped);
            }
        }
    }

    /// <summary>Drops nothing, in the whole batch.</summary>
    public static void FillOnes(TrainingSession session)
    {
        foreach (string name in session.Inputs.Except([MmaDferNetwork.FramesInput, MmaDferNetwork.AudioInput]))
            session.Input(name).Fill(1);
    }

    private static float Draw(SeededRandom random, double rate) => random.Uniform() < rate ? 0f : (float)(1 / (1 - rate));
}
