using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Tests.Network;

[TestClass]
public sealed class NetworkTensorsTests
{
    [TestMethod]
    [DataRow("tiny")]
    [DataRow("base112")]
    [DataRow("base160")]
    [DataRow("base224")]
    public void TheListIsTheOfficialCheckpoints(string folder)
    {
        var weights = new HashedWeights(folder);
        IReadOnlyList<NetworkTensor> list = NetworkTensors.Of(MmaDferConfig.FromWeights(weights));
        var expected = weights.Manifest.GetProperty("tensors").EnumerateArray()
            .ToDictionary(t => t.GetProperty("name").GetString()!, t => t.GetProperty("trainable").GetBoolean());
        CollectionAssert.AreEquivalent(expected.Keys, list.Select(t => t.Name).ToList());
        foreach (NetworkTensor tensor in list)
        {
            Assert.AreEqual(weights.Tensors[tensor.Name].Shape, tensor.Shape, tensor.Name);
            Assert.AreEqual(expected[tensor.Name], tensor.Trained, tensor.Name);
        }
    }

    [TestMethod]
    [DataRow("tiny", 3, 2)]
    [DataRow("base224", 12, 8)]
    public void HeadsFollowThePublishedWidths(string folder, int heads, int temporalHeads)
    {
        MmaDferConfig config = MmaDferConfig.FromWeights(new HashedWeights(folder));
        Assert.AreEqual(heads, config.Heads);
        Assert.AreEqual(temporalHeads, config.TemporalHeads);
    }

    [TestMethod]
    public void ParametersAreThePapers()
    {
        IReadOnlyList<NetworkTensor> list = NetworkTensors.Of(new MmaDferConfig { ImageSize = 112 });
        Assert.AreEqual(179_199_251, list.Sum(t => t.Shape.Count));
        Assert.AreEqual(7_519_519, list.Where(t => t.Trained).Sum(t => t.Shape.Count));
    }

    /// <summary>The published formula for other latent widths and for 160 px.</summary>
    [TestMethod]
    [DataRow(112, 64)]
    [DataRow(112, 256)]
    [DataRow(112, 512)]
    [DataRow(160, 128)]
    [DataRow(160, 512)]
    public void TrainedParametersFollowTheLatentWidth(int imageSize, int latent)
    {
        IReadOnlyList<NetworkTensor> list = NetworkTensors.Of(new MmaDferConfig { ImageSize = imageSize, Latent = latent });
        long expected = 7_519_519 + 36_936L * (latent - 128) + (imageSize == 160 ? 39_168 : 0);
        Assert.AreEqual(expected, list.Where(t => t.Trained).Sum(t => t.Shape.Count));
    }
}
