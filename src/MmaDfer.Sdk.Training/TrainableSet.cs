namespace MmaDfer.Sdk.Training;

/// <summary>Which tensors of the network training changes; all others stay frozen.</summary>
public enum TrainableSet
{
    /// <summary>
    /// The paper's set (7.5 million parameters at full size): prompts, position embeddings, fusion bottlenecks and gates, the
    /// joint layer, the temporal transformer and the classifier. Both encoders stay frozen.
    /// </summary>
    Adapters,

    /// <summary>The classifier alone.</summary>
    Classifier,

    /// <summary>Everything, the encoders too: for training a network from scratch. The adapter then holds the whole network.</summary>
    All,
}
