namespace MmaDfer.Sdk.Weights.Safetensors;

/// <summary>A tensor of a safetensors file and where its bytes are, counted from the end of the header.</summary>
internal readonly record struct SafetensorsEntry(TensorInfo Tensor, long Begin, long End);
