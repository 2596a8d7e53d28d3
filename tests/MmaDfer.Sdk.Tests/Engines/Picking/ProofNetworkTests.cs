using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

[TestClass]
public sealed class ProofNetworkTests
{
    [TestMethod]
    public void TheProofNetworkIsTheAuthorsTinyNetwork()
    {
        var golden = new HashedWeights("tiny");
        Assert.AreEqual(MmaDferConfig.FromWeights(golden) with { Heads = ProofNetwork.Config.Heads }, ProofNetwork.Config);
        var weights = new ProofWeights(ProofNetwork.Config);
        TensorInfo[] same = [.. weights.Tensors.Values.Where(t => golden.Tensors.ContainsKey(t.Name))];
        Assert.IsGreaterThan(100, same.Length);
        foreach (TensorInfo tensor in same)
            CollectionAssert.AreEqual(golden.ReadAll(golden.Tensors[tensor.Name]), weights.ReadAll(tensor), tensor.Name);
        float[] logits = new GoldenTensors("tiny", "expected.safetensors").Floats("logits");
        CollectionAssert.AreEqual(logits[..7], ProofNetwork.Logits.ToArray());
    }

    [TestMethod]
    public void TheCpuPassesByAWideMargin() =>
        Assert.IsLessThan(2e-5, ProofNetwork.Check(new CpuEngine(2), CancellationToken.None));

    [TestMethod]
    [DataRow(false, 2e-5)]
    [DataRow(true, 1e-2)]
    public void OnnxRuntimePasses(bool half, double tolerance)
    {
        var engine = (OnnxEngine)RequiredEngines.Create(EngineNames.OnnxCpu);
        engine = new OnnxEngine(engine.Options with { Precision = half ? Precision.Float16 : Precision.Float32 });
        double error = ProofNetwork.Check(engine, CancellationToken.None);
        Assert.IsLessThan(tolerance, error);
        Assert.IsLessThan(engine.ProofTolerance, error);
    }

    [TestMethod]
    public void AnErrorInTheThirdDigitIsDetected()
    {
        using var engine = new FaultyEngine("wrong") { OnProof = Fault.WrongNumber };
        var error = Assert.ThrowsExactly<EngineException>(() => ProofNetwork.Check(engine, CancellationToken.None));
        Assert.AreEqual("it computes wrong results: its output of the proof network is off by 0.01; the tolerance is 0.005.", error.Message);
    }

    [TestMethod]
    [DataRow("NotANumber", "is not a number")]
    [DataRow("WrongShape", "6 values")]
    public void AnOutputOfAnotherSizeIsDetected(string fault, string expected)
    {
        using var engine = new FaultyEngine("wrong") { OnProof = Enum.Parse<Fault>(fault) };
        var error = Assert.ThrowsExactly<EngineException>(() => ProofNetwork.Check(engine, CancellationToken.None));
        StringAssert.Contains(error.Message, expected);
    }
}
