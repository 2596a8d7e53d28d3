using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Weights.Safetensors;

[TestClass]
public sealed class SafetensorsWriterTests
{
    private static readonly Dictionary<string, string> s_metadata = new() { ["z"] = "1", ["a"] = "é\n" };

    [TestMethod]
    public void Float32ComesBackBitForBit()
    {
        using var folder = new TemporaryFolder();
        var source = new MemoryWeights("memory");
        float[] values = [float.NaN, float.NegativeInfinity, -0f, float.Epsilon, 1.1f, float.MaxValue];
        source.Set("Gefühl 感情", new Shape(2, 3), values);
        source.Set("empty", new Shape(0, 4), []);
        source.Set("scalar", new Shape(), [7f]);
        string path = folder["модель 模型.safetensors"];
        SafetensorsWriter.Write(path, source, [.. source.Tensors.Values], half: false, s_metadata);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.AreEqual("é\n", file.Metadata["a"]);
        CollectionAssert.AreEqual(
            values.Select(BitConverter.SingleToInt32Bits).ToArray(),
            file.ReadAll(file.Tensors["Gefühl 感情"]).Select(BitConverter.SingleToInt32Bits).ToArray());
        Assert.AreEqual(new Shape(0, 4), file.Tensors["empty"].Shape);
        Assert.AreEqual(7f, file.ReadAll(file.Tensors["scalar"])[0]);
    }

    [TestMethod]
    public void TheTinyModelComesBackBitForBitAndTwiceTheSame()
    {
        using var folder = new TemporaryFolder();
        var source = new HashedWeights("tiny");
        TensorInfo[] tensors = [.. source.Tensors.Values];
        SafetensorsWriter.Write(folder["a"], source, tensors, half: false, s_metadata);
        SafetensorsWriter.Write(folder["b"], source, tensors, half: false, s_metadata.Reverse().ToDictionary());
        byte[] bytes = File.ReadAllBytes(folder["a"]);
        CollectionAssert.AreEqual(bytes, File.ReadAllBytes(folder["b"]));
        Assert.AreEqual(0, BitConverter.ToInt64(bytes) % 8);
        using SafetensorsFile file = SafetensorsFile.Open(folder["a"]);
        CollectionAssert.AreEqual(tensors, file.Tensors.Values.ToArray());
        foreach (TensorInfo tensor in tensors)
            CollectionAssert.AreEqual(source.ReadAll(tensor), file.ReadAll(tensor), tensor.Name);
    }

    [TestMethod]
    public void Float16IsRoundedToNearestEven()
    {
        using var folder = new TemporaryFolder();
        var source = new MemoryWeights("memory");
        // 2049 and 2051 lie halfway between two halves; 65519 is the last that rounds to 65504.
        source.Set("a", new Shape(5), [2049f, 2051f, 0.1f, -65519f, 3e-8f]);
        SafetensorsWriter.Write(folder["a"], source, [.. source.Tensors.Values], half: true, s_metadata);
        using SafetensorsFile file = SafetensorsFile.Open(folder["a"]);
        Assert.AreEqual(TensorType.Float16, file.Tensors["a"].Type);
        CollectionAssert.AreEqual(
            new[] { 2048f, 2052f, 0.099975586f, -65504f, 5.9604645e-8f }, file.ReadAll(file.Tensors["a"]));
    }

    [TestMethod]
    [DataRow(65520f)]
    [DataRow(float.NegativeInfinity)]
    [DataRow(float.NaN)]
    public void ValuesOutsideFloat16AreRefusedByName(float value)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", [1, 2, 3]);
        var source = new MemoryWeights("memory");
        source.Set("big.one", new Shape(2), [1f, value]);
        var exception = Assert.ThrowsExactly<ModelFileException>(
            () => SafetensorsWriter.Write(folder["a"], source, [.. source.Tensors.Values], half: true, s_metadata));
        StringAssert.Contains(exception.Message, "element 1 of the tensor 'big.one'");
        CollectionAssert.AreEqual(new[] { "a" }, folder.Names());
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(folder["a"]));
    }

    [TestMethod]
    public void ACancelledOrFailedWriteLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a", [1, 2, 3]);
        var source = new MemoryWeights("memory");
        source.Set("a", new Shape(1 << 20), new float[1 << 20]);
        using var cancellation = new CancellationTokenSource();
        var atHalf = new Callback(share =>
        {
            if (share >= 0.5)
                cancellation.Cancel();
        });
        Assert.ThrowsExactly<OperationCanceledException>(() => SafetensorsWriter.Write(
            folder["a"], source, [.. source.Tensors.Values], half: false, s_metadata, atHalf, cancellation.Token));
        var faulty = new Callback(_ => throw new IOException("No space left on device"));
        var exception = Assert.ThrowsExactly<ModelFileException>(() => SafetensorsWriter.Write(
            folder["a"], source, [.. source.Tensors.Values], half: false, s_metadata, faulty));
        StringAssert.Contains(exception.Message, "cannot be written: No space left on device");
        CollectionAssert.AreEqual(new[] { "a" }, folder.Names());
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(folder["a"]));
    }

    [TestMethod]
    public void UnwritablePathsAreNamed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", [1]);
        var source = new MemoryWeights("memory");
        source.Set("a", new Shape(1), [1f]);
        foreach (string path in (string[])[
            folder["missing/a"], folder["file/a"], folder.Path, folder["x/"], "", "a\0b", folder[new string('x', 300)],
            .. OperatingSystem.IsLinux() ? (string[])["/proc/a"] : []])
        {
            var exception = Assert.ThrowsExactly<ModelFileException>(
                () => SafetensorsWriter.Write(path, source, [.. source.Tensors.Values], half: false, s_metadata), path);
            StringAssert.Contains(exception.Message, "cannot be written: ", path);
        }
        CollectionAssert.AreEqual(new[] { "file" }, folder.Names());
    }

    [TestMethod]
    public void TheHeaderIsPlainJson()
    {
        using var folder = new TemporaryFolder();
        var source = new MemoryWeights("memory");
        source.Set("a", new Shape(2, 1), [1f, 2f]);
        SafetensorsWriter.Write(folder["a"], source, [.. source.Tensors.Values], half: false, new Dictionary<string, string> { ["k"] = "v" });
        byte[] bytes = File.ReadAllBytes(folder["a"]);
        int length = (int)BitConverter.ToInt64(bytes);
        Assert.AreEqual(
            """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.AreEqual(8 + length + 8, bytes.Length);
    }

    private sealed class Callback(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
