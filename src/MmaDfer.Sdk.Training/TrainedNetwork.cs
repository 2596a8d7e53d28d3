using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The network that a training runs: whole, or with one sense alone.</summary>
internal static class TrainedNetwork
{
    /// <summary>Declares inputs, output and everything between, as <see cref="MmaDferNetwork"/> does.</summary>
    public static void Build(OpSet ops, MmaDferConfig config, WeightStore weights, Modality modality, int batch, bool dropPath)
    {
        var network = new MmaDferNetwork(config, weights);
        if (modality == Modality.Both)
            network.Build(ops, batch, dropPath: dropPath);
        else
            network.BuildAlone(ops, batch, face: modality == Modality.Video, dropPath);
    }
}
