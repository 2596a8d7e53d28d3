using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Weights;

/// <summary>A tensor's name, shape and stored element type; the data stay where they are until read.</summary>
internal sealed record TensorInfo(string Name, Shape Shape, TensorType Type);
