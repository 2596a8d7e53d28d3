using System.IO.Compression;
using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tests.Models;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Weights;

/// <summary>Files that are given for weights and are something else: the sentence says what, and what to do.</summary>
[TestClass]
public sealed class OtherFileTests
{
    [TestMethod]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n", "a Git LFS pointer", "git lfs pull")]
    [DataRow("version https://git-lfs.github.com/spec/v1\r\noid sha256:abc\r\nsize 123\r\n", "a Git LFS pointer", "git lfs pull")]
    [DataRow("{\n  \"metadata\": {\n    \"total_size\": 1\n  },\n  \"weight_map\": {\n    \"a\": \"model-00001-of-00002.safetensors\"\n  }\n}", "split over several files", "as one file")]
    [DataRow("{\"meta\":{\"a\":1},\"weight_map\":{}}", "split over several files", "as one file")]
    [DataRow("{\"error\": \"Access to model x is restricted\"}", "JSON text", "the answer of a server")]
    [DataRow("\uFEFF\n  <!DOCTYPE html><html></html>", "a web page", "the download link gave a page")]
    [DataRow("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "a web page", "the download link gave a page")]
    [DataRow("\u0089HDF\r\n\u001a\n\0\0", "HDF5", ".pth")]
    [DataRow("GGUF\u0003\0\0\0", "GGUF", ".pth")]
    [DataRow("\u0093NUMPY\u0001\0", "a NumPy array", ".pth")]
    [DataRow("BZh91AY", "bzip2", "unpack it first")]
    public void TheMessageNamesTheKindOfFileAndTheRemedy(string text, string what, string remedy)
    {
        byte[] bytes = text[0] is '\u0089' or '\u0093' ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);
        foreach (Stream stream in (Stream[])[new MemoryStream(bytes), new PartialStream(bytes)])
        {
            string message = Assert.ThrowsExactly<ModelFileException>(() => WeightFile.Open(stream, "x")).Message;
            StringAssert.StartsWith(message, "x: ");
            StringAssert.Contains(message, what);
            StringAssert.Contains(message, remedy);
        }
    }

    [TestMethod]
    [DataRow("a/weights.npy", "a NumPy archive")]
    [DataRow("model/best.pth", "holds 'model/best.pth': unpack it")]
    public void OtherArchivesAreNamed(string entry, string expected)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream data = zip.CreateEntry(entry, CompressionLevel.Optimal).Open();
            data.Write(new byte[100]);
        }
        stream.Position = 0;
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => WeightFile.Open(stream, "x")).Message, expected);
    }

    [TestMethod]
    [DataRow("F8_E4M3", 1, "8-bit floats (F8_E4M3)")]
    [DataRow("F8_E5M2", 1, "8-bit floats (F8_E5M2)")]
    [DataRow("C64", 8, "complex numbers (C64)")]
    [DataRow("U16", 2, "unsigned integers (U16)")]
    public void UnsupportedTypesAreNamed(string type, int bytes, string expected)
    {
        byte[] file = SafetensorsBytes.Of($"{{\"w\":{{\"dtype\":\"{type}\",\"shape\":[1],\"data_offsets\":[0,{bytes}]}}}}", bytes);
        string message = Assert.ThrowsExactly<ModelFileException>(() => WeightFile.Open(new MemoryStream(file), "x")).Message;
        StringAssert.Contains(message, $"the tensor 'w' holds {expected}");
        StringAssert.Contains(message, "save the weights as float32");
        Assert.DoesNotContain("damaged", message);
    }

    [TestMethod]
    public void IntegersInPlaceOfWeightsAreAQuantisedModel()
    {
        MemoryWeights weights = SmallNetworks.Weights();
        var quantised = new RetypedWeights(weights, "image_encoder.blocks.3.mlp.fc1.weight", TensorType.Int8);
        string message = Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(quantised)).Message;
        StringAssert.Contains(message, "'image_encoder.blocks.3.mlp.fc1.weight' holds integers (I8), as in a quantised model");
    }

    [TestMethod]
    public void AShardIsNamed()
    {
        using var folder = new TemporaryFolder();
        MemoryWeights part = SmallNetworks.Without(SmallNetworks.Weights(), "our_classifier.weight");
        string path = folder["model-00001-of-00010.safetensors"];
        SafetensorsWriter.Write(path, part, [.. part.Tensors.Values], half: false, new Dictionary<string, string>());
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(path)).Message, "one of 00010 files (shards) of a model");
    }

    /// <summary>A store that says one tensor is of another type.</summary>
    private sealed class RetypedWeights(WeightStore inner, string name, TensorType type) : WeightStore
    {
        public override string Origin => inner.Origin;

        public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; } =
            inner.Tensors.ToDictionary(t => t.Key, t => t.Key == name ? t.Value with { Type = type } : t.Value);

        public override IReadOnlyDictionary<string, string> Metadata => inner.Metadata;

        public override void Read(TensorInfo tensor, long start, Span<float> destination) =>
            inner.Read(inner.Tensors[tensor.Name], start, destination);
    }
}
