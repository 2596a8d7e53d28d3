using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

[TestClass]
public sealed class CudaStackTests
{
    [TestMethod]
    public void OneProcessHasOneCudaStack()
    {
        var stack = new CudaStack();
        stack.Claim("TorchSharp", "torch-cuda");
        stack.Claim("TorchSharp", "torch-cpu");
        var error = Assert.ThrowsExactly<EngineException>(() => stack.Claim("ONNX Runtime", "onnx-cuda"));
        StringAssert.StartsWith(error.Message, "The engine 'onnx-cuda' cannot be used: TorchSharp has already loaded CUDA into this process");
    }
}
