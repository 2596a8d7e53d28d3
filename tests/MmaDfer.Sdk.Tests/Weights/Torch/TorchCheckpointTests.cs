using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Torch;

namespace MmaDfer.Sdk.Tests.Weights.Torch;

[TestClass]
public sealed class TorchCheckpointTests
{
    [TestMethod]
    [DataRow("dtypes_views.pth")]
    [DataRow("dtypes_views_legacy.pth")]
    public void EveryTypeAndViewIsRead(string name)
    {
        var expected = new GoldenTensors("checkpoints", "dtypes_views_expected.safetensors");
        using TorchCheckpoint file = TorchCheckpoint.Open(Goldens.Path("checkpoints", name));
        CollectionAssert.AreEquivalent(expected.Names.ToList(), file.Tensors.Keys.ToList());
        foreach (TensorInfo tensor in file.Tensors.Values)
        {
            int[] shape = tensor.Shape.Rank == 0 ? [1] : tensor.Shape.Sizes.ToArray();
            CollectionAssert.AreEqual(expected.Shape(tensor.Name), shape, tensor.Name);
            float[] values = expected.Floats(tensor.Name);
            CollectionAssert.AreEqual(values, file.ReadAll(tensor), tensor.Name);
            for (int start = 1; start < values.Length; start++)
            {
                float[] rest = new float[values.Length - start];
                file.Read(tensor, start, rest);
                CollectionAssert.AreEqual(values[start..], rest, tensor.Name);
            }
        }
    }

    [TestMethod]
    [DataRow("mae_style_with_namespace.pth")]
    [DataRow("protocol4.pth")]
    public void TheModelKeyIsOpened(string name)
    {
        using TorchCheckpoint file = TorchCheckpoint.Open(Goldens.Path("checkpoints", name));
        TensorInfo tensor = file.Tensors.Values.Single();
        Assert.AreEqual("w", tensor.Name);
        Assert.AreEqual(new Shape(2, 3), tensor.Shape);
        CollectionAssert.AreEqual(new[] { -2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f }, file.ReadAll(tensor));
    }

    [TestMethod]
    public void TheOfficialCheckpointHoldsTheTinyModel()
    {
        var expected = new HashedWeights("tiny");
        using TorchCheckpoint file = TorchCheckpoint.Open(Goldens.Path("checkpoints", "official_tiny.pth"));
        CollectionAssert.AreEquivalent(expected.Tensors.Keys.Select(n => "module." + n).ToList(), file.Tensors.Keys.ToList());
        foreach (TensorInfo tensor in expected.Tensors.Values)
        {
            TensorInfo found = file.Tensors["module." + tensor.Name];
            Assert.AreEqual(tensor.Shape, found.Shape);
            CollectionAssert.AreEqual(expected.ReadAll(tensor), file.ReadAll(found), tensor.Name);
        }
    }

    [TestMethod]
    public void OwnCheckpointsOfTheTestsAreRead()
    {
        using var folder = new TemporaryFolder();
        var store = new MemoryWeights("memory");
        store.Set("größe", new Shape(2, 2), [1f, 2f, 3f, 4f]);
        TorchFiles.Write(folder["a.pth"], store, "state_dict", byteOrder: "little");
        using (TorchCheckpoint file = TorchCheckpoint.Open(folder["a.pth"]))
            CollectionAssert.AreEqual(new[] { 1f, 2f, 3f, 4f }, file.ReadAll(file.Tensors["größe"]));
        TorchFiles.Write(folder["b.pth"], store, "state_dict", byteOrder: "big");
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => TorchCheckpoint.Open(folder["b.pth"])).Message, "not little-endian");
    }

    [TestMethod]
    [DataRow("official_tiny.pth")]
    [DataRow("dtypes_views_legacy.pth")]
    public void AStreamGivesTheSameAsTheFile(string name)
    {
        string path = Goldens.Path("checkpoints", name);
        byte[] bytes = File.ReadAllBytes(path);
        using WeightStore file = WeightFile.Open(path);
        using WeightStore seekable = WeightFile.Open(new MemoryStream([1, .. bytes]) { Position = 1 }, "seekable");
        using WeightStore partial = WeightFile.Open(new PartialStream(bytes), "partial");
        foreach (TensorInfo tensor in file.Tensors.Values)
        {
            CollectionAssert.AreEqual(file.ReadAll(tensor), seekable.ReadAll(tensor), tensor.Name);
            CollectionAssert.AreEqual(file.ReadAll(tensor), partial.ReadAll(tensor), tensor.Name);
        }
    }

    [TestMethod]
    [DataRow("i", "instruction 0x69")]
    [DataRow("cos\nsystem\n)R.", "asks to call 'os.system'")]
    [DataRow("cnumpy\nload\n)R.", "asks to call 'numpy.load'")]
    [DataRow("cbuiltins\neval\nq\u0001)}bR.", "")]
    [DataRow("\u0082\u0001.", "instruction 0x82")]
    [DataRow(".", "empty stack")]
    [DataRow("(0.", "empty stack")]
    [DataRow("K\u0001K\u0002s.", "empty stack")]
    [DataRow("K\u0001K\u0002K\u0003s.", "sets entries of a value that is not a dictionary")]
    [DataRow("K\u0001K\u0002a.", "appends to a value that is not a list")]
    [DataRow("}(K\u0001u.", "a key without a value")]
    [DataRow("K\u0001Q.", "refers to external data")]
    [DataRow("].", "holds no tensors")]
    [DataRow("}.", "holds no tensors")]
    [DataRow("N.", "holds no tensors")]
    [DataRow("\u0080\u0009.", "protocol 9")]
    [DataRow("X\u00ff\u00ff\u00ff\u00ffabc", "in the middle of a value")]
    [DataRow("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc", "in the middle of a value")]
    [DataRow("\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc", "a frame that reaches past its end")]
    [DataRow("}}", "in the middle of a value")]
    public void HostilePicklesAreRefused(string pickle, string expected)
    {
        byte[] file = TorchFiles.OfPickle(Encoding.Latin1.GetBytes(pickle));
        var exception = Assert.ThrowsExactly<ModelFileException>(() => WeightFile.Open(new MemoryStream(file), "x.pth"));
        StringAssert.StartsWith(exception.Message, "x.pth: ");
        StringAssert.Contains(exception.Message, expected);
    }

    [TestMethod]
    [DataRow("K\0K\u0003\u0085K\u0001\u0085", "[3] at offset 0")]
    [DataRow("K\u0001K\u0002\u0085K\u0001\u0085", "[2] at offset 1")]
    [DataRow("J\u00ff\u00ff\u00ff\u00ffK\u0001\u0085K\u0001\u0085", "at offset -1")]
    [DataRow("K\0J\0\0\0\u0040\u0085K\0\u0085", "[1073741824]")]
    [DataRow("K\0K\u0002\u0085J\u00ff\u00ff\u00ff\u00ff\u0085", "size or stride 0")]
    [DataRow("K\0K\u0002\u0085)", "not described by")]
    [DataRow("K\0K\u0002\u0085\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u0085", "does not fit")]
    public void TensorsMustFitTheirStorage(string placement, string expected)
    {
        const string start = "}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\0" + "0X\u0003\0\0\0cpuK\u0002tQ";
        const string end = "\u0089NtRs.";
        byte[] Of(string middle) =>
            TorchFiles.OfPickle(Encoding.Latin1.GetBytes(start + middle + end), ("archive/data/0", new byte[8]));
        using (WeightStore good = WeightFile.Open(new MemoryStream(Of("K\0K\u0002\u0085K\u0001\u0085")), "good"))
            Assert.AreEqual(new Shape(2), good.Tensors["w"].Shape);
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => WeightFile.Open(new MemoryStream(Of(placement)), "x")).Message, expected);
    }
}
