namespace MmaDfer.Sdk.Models;

/// <summary>What a file of tensors is.</summary>
public enum ModelFileKind
{
    /// <summary>A file of tensors that are not MMA-DFER's.</summary>
    Tensors,

    /// <summary>A model file of this SDK.</summary>
    Model,

    /// <summary>An MMA-DFER network in another file: an official checkpoint, or a safetensors file without metadata.</summary>
    Checkpoint,

    /// <summary>A single pretrained encoder (MAE-Face, AudioMAE), from which a model can be initialised.</summary>
    UnimodalCheckpoint,

    /// <summary>What fine-tuning changed of a model: to be loaded with that model.</summary>
    Adapter,
}
