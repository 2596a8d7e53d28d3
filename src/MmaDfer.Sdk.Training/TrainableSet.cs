using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The tensors to train; all others stay frozen.</summary>
public enum TrainableSet
{
    /// <summary>
    /// The paper's set (7.5 million parameters at full size): prompts, position embeddings, fusion bottlenecks and gates, the
    /// joint layer, the temporal transformer and the classifier. Both encoders stay frozen, but run in every epoch, because prompts and
    /// fusion work inside them.
    /// </summary>
    Adapters,

    /// <summary>
    /// Only the classifier. What comes before it runs once for each clip, and its outputs are kept: later epochs take next to no time
    /// (<see cref="TrainingOptions.CacheFolder"/>).
    /// </summary>
    Classifier,

    /// <summary>All tensors, including the encoders: for training from scratch. The adapter then contains the whole network.</summary>
    All,

    /// <summary>
    /// What follows the encoders: the joint layer, the temporal transformer and the classifier. The encoders, with their prompts and their fusion,
    /// run once for each clip, as with <see cref="Classifier"/>.
    /// </summary>
    Head,
}

/// <summary>The names of the tensors of each <see cref="TrainableSet"/>.</summary>
internal static class TrainableTensors
{
    /// <summary>The tensors of the classifier, which other labels replace.</summary>
    public static IReadOnlyList<string> Classifier { get; } = ["our_classifier.weight", "our_classifier.bias"];

    /// <summary>The names of the trained tensors that the network uses, in the order of <see cref="NetworkTensors.Of"/>.</summary>
    public static string[] Names(TrainableSet set, MmaDferConfig config) => set switch
    {
        TrainableSet.Adapters => Where(config, t => t.Trained),
        TrainableSet.Classifier => Where(config, t => Classifier.Contains(t.Name)),
        TrainableSet.All => Where(config, _ => true),
        TrainableSet.Head => Where(config, t => IsOfHead(t.Name)),
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };

    /// <summary>The names of the trained tensors that a network with these modalities uses.</summary>
    public static string[] Names(TrainableSet set, MmaDferConfig config, WeightStore weights, Modality modality, TrainingHeads? heads = null)
    {
        var used = new CountingOps();
        TrainedNetwork.Build(used, config, weights, modality, batch: 1, dropPath: false, heads);
        return [.. Names(set, config).Concat(TrainingHeads.Names).Where(used.Weights.Contains)];
    }

    private static bool IsOfHead(string name) =>
        Classifier.Contains(name) || name.StartsWith("vision_proj.", StringComparison.Ordinal) || name.StartsWith("temporal_net.", StringComparison.Ordinal);

    private static string[] Where(MmaDferConfig config, Func<NetworkTensor, bool> chosen) =>
        [.. NetworkTensors.Of(config).Where(t => t.Used && chosen(t)).Select(t => t.Name)];
}
