using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Sdk.Engines.Onnx;

/// <summary>A constant whose bytes are in memory already: its weight need not be there any more.</summary>
internal sealed class LoadedTensor(OnnxTensor tensor, OrtTensor loaded) : OnnxTensor(tensor.Name, tensor.Type, tensor.Shape)
{
    public override void Fill(Span<byte> destination) => loaded.Bytes.CopyTo(destination);
}
