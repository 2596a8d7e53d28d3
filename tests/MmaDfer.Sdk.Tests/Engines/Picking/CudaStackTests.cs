using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

[TestClass]
public sealed class CudaStackTests
{
    [TestMethod]
    public void OneProcessHasOneCudaStack()
    {
        var stack = new CudaStack();
        using FaultyEngine torch = new("torch-cuda"), onnx = new("onnx-cuda"), other = new("directml");
        stack.Claim(torch);
        stack.Claim(torch);
        stack.Claim(other);
        stack.Claim(new CpuEngine(1));
        var error = Assert.ThrowsExactly<EngineException>(() => stack.Claim(onnx));
        StringAssert.StartsWith(error.Message, "The engine 'onnx-cuda' cannot be used: 'torch-cuda' has loaded CUDA into this process already");
    }
}
