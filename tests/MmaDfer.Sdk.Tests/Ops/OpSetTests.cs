using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Ops;

/// <summary>The public half of the ops is the same for all engines: the counting one stands for them.</summary>
[TestClass]
public sealed class OpSetTests
{
    private readonly CountingOps _ops = new();
    private readonly OpFixture _fixture = new(new CpuEngine(1));

    [TestMethod]
    public void LinearNamesTheTensorAndBothShapes()
    {
        _fixture.AddWeight("blocks.0.w", 4, 5);
        var error = Assert.ThrowsExactly<ShapeMismatchException>(
            () => _ops.Linear(Input(2, 6), _fixture.Weight("blocks.0.w"), null));
        StringAssert.Contains(error.Message, "Linear");
        StringAssert.Contains(error.Message, "'blocks.0.w' has shape [4, 5]");
        StringAssert.Contains(error.Message, "[2, 6]");
    }

    [TestMethod]
    public void ABiasOfAnotherLengthIsRefused()
    {
        _fixture.AddWeight("w", 4, 5);
        _fixture.AddWeight("b", 5);
        var error = Assert.ThrowsExactly<ShapeMismatchException>(
            () => _ops.Linear(Input(2, 5), _fixture.Weight("w"), _fixture.Weight("b")));
        StringAssert.Contains(error.Message, "'b' has shape [5]; [4] is needed");
    }

    [TestMethod]
    public void ShapesThatDoNotFitAreRefused()
    {
        _fixture.AddWeight("w4", 4, 3, 5, 5);
        _fixture.AddWeight("b4", 4);
        _fixture.AddWeight("gate", 2);
        _fixture.AddWeight("rows", 3, 4);
        Refused(() => _ops.Patches(Input(1, 3, 16, 16), _fixture.Weight("w4"), _fixture.Weight("b4")));
        Refused(() => _ops.Add(Input(2, 3), Input(2, 2)));
        Refused(() => _ops.Add(Input(2, 3), Input(3)));
        Refused(() => _ops.ScaleRows(Input(2, 3, 4), Input(1, 1, 1)));
        Refused(() => _ops.GatedAdd(Input(2, 3), Input(2, 3), _fixture.Weight("gate")));
        Refused(() => _ops.AddTokens(Input(1, 5, 4), _fixture.Weight("rows"), 3));
        Refused(() => _ops.Attention(Input(1, 5, 4), Input(1, 6, 4), Input(1, 5, 4), 2));
        Refused(() => _ops.Attention(Input(1, 5, 4), Input(1, 5, 4), Input(1, 5, 4), 3));
        Refused(() => _ops.ConcatTokens(Input(2, 1, 4), Input(3, 1, 4)));
        Refused(() => _ops.Slice(Input(2, 3), 1, 2, 2));
        Refused(() => _ops.Reshape(Input(2, 3), 5));
    }

    [TestMethod]
    public void TheBaseModelNeedsThisManyOperations()
    {
        // 24 encoder layers are 12 d^2 multiply-adds a token, attention 2 T d; the rest is below 4 %.
        var config = new MmaDferConfig { ImageSize = 160 };
        var network = new MmaDferNetwork(config, new HashedWeights("base160"));
        network.Build(_ops, 1);
        double encoders = 12 * 2.0 * 12 * 768 * 768 * (16 * 107 + 263) + 12 * 4.0 * 768 * (16 * 107 * 107 + 263 * 263);
        Assert.IsInRange(1.0, 1.04, _ops.FloatOperations / encoders);
    }

    private Value Input(params int[] sizes) => _ops.Input("x", new Shape(sizes));

    private static void Refused(Action action) => Assert.ThrowsExactly<ShapeMismatchException>(action);
}
