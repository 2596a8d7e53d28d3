namespace MmaDfer.Sdk.Onnx;

/// <summary>Element types that exported graphs use; the values are those of ONNX's <c>TensorProto.DataType</c>.</summary>
internal enum OnnxType
{
    Float32 = 1,
    Int64 = 7,
    Float16 = 10,
}
