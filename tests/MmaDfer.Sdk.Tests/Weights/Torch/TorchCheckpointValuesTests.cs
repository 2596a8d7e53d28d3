using System.Text;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Torch;

namespace MmaDfer.Sdk.Tests.Weights.Torch;

/// <summary>What else is in checkpoints beside the weights, or in their place. The files are PyTorch's own: see <c>Files/make.py</c>.</summary>
[TestClass]
public sealed class TorchCheckpointValuesTests
{
    [TestMethod]
    [DataRow("harmless.pth")]
    [DataRow("harmless5.pth")]
    [DataRow("harmless_numpy2.pth")]
    public void PlainValuesBesideTheWeightsAreIgnored(string name)
    {
        using TorchCheckpoint file = TorchCheckpoint.Open(TorchFiles.Made(name));
        TensorInfo tensor = file.Tensors.Values.Single();
        Assert.AreEqual("w", tensor.Name);
        Assert.AreEqual(new Shape(2, 3), tensor.Shape);
        CollectionAssert.AreEqual(new[] { -2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f }, file.ReadAll(tensor));
    }

    [TestMethod]
    public void TensorsOfSubclassesAndWithAttributesAreRead()
    {
        using TorchCheckpoint file = TorchCheckpoint.Open(TorchFiles.Made("tagged.pth"));
        CollectionAssert.AreEqual(new[] { -2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f }, file.ReadAll(file.Tensors["w"]));
        CollectionAssert.AreEqual(new[] { 1f, 1f }, file.ReadAll(file.Tensors["p"]));
    }

    [TestMethod]
    [DataRow("module.pth", "a whole module ('torch.nn.modules.container.Sequential')", "save model.state_dict()")]
    [DataRow("module_legacy.pth", "a whole module ('torch.nn.modules.container.Sequential')", "save model.state_dict()")]
    [DataRow("module_below.pth", "a whole module ('torch.nn.modules.container.Sequential')", "save model.state_dict()")]
    [DataRow("quantised.pth", "'0._packed_params._packed_params' is quantised", "as it was before quantisation")]
    [DataRow("quantised_tensor.pth", "'w' is quantised", "as it was before quantisation")]
    [DataRow("quantised_legacy.pth", "'w' is quantised", "as it was before quantisation")]
    [DataRow("sparse.pth", "'w' is sparse", "to_dense()")]
    [DataRow("complex.pth", "'w' is complex", "save real tensors")]
    [DataRow("meta.pth", "'w' is on the device 'meta'", "once its weights are loaded")]
    [DataRow("script.pth", "a TorchScript archive", "save its state_dict()")]
    public void UnsupportedContentsAreNamed(string name, string what, string remedy)
    {
        string path = TorchFiles.Made(name), message = Assert.ThrowsExactly<ModelFileException>(() => WeightFile.Open(path)).Message;
        StringAssert.StartsWith(message, path);
        StringAssert.Contains(message, what);
        StringAssert.Contains(message, remedy);
        Assert.DoesNotContain("damaged", message);
    }

    [TestMethod]
    public void EightBitFloatsAreNamed()
    {
        // As PyTorch 2 writes them: bytes, and the type beside them.
        string message = Refusal("}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v3\n((X\u0007\0\0\0storagectorch.storage\nUntypedStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0002tQK\0K\u0002\u0085K\u0001\u0085\u0089Nctorch\nfloat8_e4m3fn\ntRs.", 2);
        StringAssert.Contains(message, "the tensor 'w' is of the type torch.float8_e4m3fn");
    }

    [TestMethod]
    public void NegatedViewsAreNamed()
    {
        // PyTorch 2 keeps the sign apart from the elements.
        string negated = Tensor[..^2] + $"}}{Text("neg")}\u0088stR";
        StringAssert.Contains(Refusal($"}}{Text("w")}{negated}s."), "the tensor 'w' is a negated view");
    }

    [TestMethod]
    [DataRow("state_dict")]
    [DataRow("model")]
    [DataRow("model_state_dict")]
    [DataRow("net")]
    [DataRow("network")]
    [DataRow("module")]
    [DataRow("params")]
    [DataRow("weights")]
    public void WeightsAreFoundUnderTheirUsualKeys(string key)
    {
        using WeightStore file = Open($"}}({Text("epoch")}K\u0003{Text(key)}}}{Text("w")}{Tensor}s{Text("optimizer")}}}{Text("state")}}}K\0{Tensor}ssu.");
        Assert.AreEqual("w", file.Tensors.Keys.Single());
    }

    [TestMethod]
    public void WeightsAreFoundOneKeyDeeper()
    {
        using WeightStore file = Open($"}}{Text("model")}}}{Text("state_dict")}}}{Text("w")}{Tensor}sss.");
        Assert.AreEqual("w", file.Tensors.Keys.Single());
    }

    [TestMethod]
    public void OtherKindsOfDictionariesCanHoldWeights()
    {
        string pairs = $"](]({Text("w")}{Tensor}ee\u0085R";
        foreach (string dictionary in (string[])[$"ccollections\nOrderedDict\n{pairs}", $"ccollections\ndefaultdict\nc__builtin__\nlist\n\u0085R{Text("w")}{Tensor}s"])
        {
            using WeightStore file = Open($"}}{Text("net")}{dictionary}s.");
            Assert.AreEqual("w", file.Tensors.Keys.Single());
        }
    }

    [TestMethod]
    public void TheExistingKeysAreListed()
    {
        string message = Refusal($"}}({Text("epoch")}K\u0003{Text("generator")}}}({Text("v")}{Tensor}{Text("w")}{Tensor}u{Text("class_weights")}{Tensor}u.");
        StringAssert.Contains(message, "'state_dict', 'model', 'model_state_dict'");
        StringAssert.Contains(message, "its keys are 'epoch', 'generator' (2 tensors), 'class_weights'");
        StringAssert.Contains(Refusal($"}}{Text("model")}}}s."), "its keys are 'model'");
        StringAssert.Contains(Refusal($"}}{Text("w")}{Tensor}sK\u0003\u0086."), "it is a tuple of 2 values");
        StringAssert.Contains(Refusal($"{Tensor}."), "it is a single tensor");
    }

    [TestMethod]
    public void TwoSetsOfWeightsAreAnError()
    {
        string both = $"}}({Text("net")}}}{Text("w")}{Tensor}s{Text("params")}}}{Text("w")}{Tensor}s";
        StringAssert.Contains(Refusal(both + "u."), "tensors under 'net', 'params'");
        using WeightStore file = Open($"{both}{Text("model")}}}{Text("v")}{Tensor}su.");
        Assert.AreEqual("v", file.Tensors.Keys.Single());
    }

    [TestMethod]
    [DataRow("c__builtin__\neval\nX\u0001\0\0\0a\u0085R.", "asks to call '__builtin__.eval'")]
    [DataRow("c__builtin__\ngetattr\ncos\nsystem\nX\u0001\0\0\0a\u0086RX\u0001\0\0\0a\u0085R.", "calls a value that is not a function")]
    [DataRow("c__builtin__\ngetattr\nX\u0002\0\0\0osX\u0006\0\0\0system\u0086R.", "asks to call '__builtin__.getattr'")]
    [DataRow("cfunctools\npartial\ncos\nsystem\n\u0085R.", "asks to call 'functools.partial'")]
    [DataRow("cpathlib\nos.system\nX\u0001\0\0\0a\u0085R.", "asks to call 'pathlib.os.system'")]
    [DataRow("cnumpy._core.multiarray\nfromfile\nX\u0001\0\0\0a\u0085R.", "asks to call 'numpy._core.multiarray.fromfile'")]
    [DataRow("ctorch._utils\n_import_dotted_name\nX\u0001\0\0\0a\u0085R.", "asks to call 'torch._utils._import_dotted_name'")]
    [DataRow("ctorch.storage\n_load_from_bytes\nX\u0001\0\0\0a\u0085R.", "asks to call 'torch.storage._load_from_bytes'")]
    [DataRow("ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nNX\u0001\0\0\0a\u0085NtR.", "asks to call 'torch._tensor._rebuild_from_type_v2'")]
    [DataRow("csubprocess\nPopen\nX\u0001\0\0\0a\u0085R.", "asks to call 'subprocess.Popen'")]
    [DataRow("ccollections\nOrderedDict\n]]a\u0085R.", "not a list of pairs")]
    [DataRow("ccollections\nOrderedDict\nK\u0001\u0085R.", "not a list of pairs")]
    [DataRow("\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc", "in the middle of a value")]
    [DataRow("\u0097.", "instruction 0x97")]
    public void OtherCallsAreRefusedByName(string pickle, string expected) => StringAssert.Contains(Refusal(pickle), expected);

    [TestMethod]
    public void ADictionaryThatContainsItselfIsRefused()
    {
        string keys = string.Concat(((string[])["state_dict", "model", "net", "params", "weights"]).Select(k => $"{Text(k)}h\0"));
        StringAssert.Contains(Refusal($"}}q\0({keys}u."), "holds no tensors");
    }

    /// <summary>Two floats, by a pickle's instructions.</summary>
    private static string Tensor =>
        $"ctorch._utils\n_rebuild_tensor_v2\n(({Text("storage")}ctorch\nFloatStorage\n{Text("0")}{Text("cpu")}K\u0002tQK\0K\u0002\u0085K\u0001\u0085\u0089NtR";

    private static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";

    private static WeightStore Open(string pickle, int dataBytes = 8) => WeightFile.Open(
        new MemoryStream(TorchFiles.OfPickle(Encoding.Latin1.GetBytes(pickle), ("archive/data/0", new byte[dataBytes]))), "x.pth");

    private static string Refusal(string pickle, int dataBytes = 8)
    {
        string message = Assert.ThrowsExactly<ModelFileException>(() => Open(pickle, dataBytes).Dispose()).Message;
        StringAssert.StartsWith(message, "x.pth: ");
        return message;
    }
}
