using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Weights.Safetensors;

[TestClass]
public sealed class SafetensorsFileTests
{
    private const string Good = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"I16","shape":[],"data_offsets":[8,10]}}""";

    [TestMethod]
    public void ReadsTheSameAsTheReferenceReader()
    {
        var expected = new GoldenTensors("tiny", "expected.safetensors");
        using SafetensorsFile file = SafetensorsFile.Open(Goldens.Path("tiny", "expected.safetensors"));
        CollectionAssert.AreEquivalent(expected.Names.ToList(), file.Tensors.Keys.ToList());
        foreach (TensorInfo tensor in file.Tensors.Values)
        {
            CollectionAssert.AreEqual(expected.Shape(tensor.Name), tensor.Shape.Sizes.ToArray());
            CollectionAssert.AreEqual(expected.Floats(tensor.Name), file.ReadAll(tensor), tensor.Name);
        }
    }

    [TestMethod]
    public void ReadsAnyRange()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Goldens.Path("tiny", "expected.safetensors"));
        TensorInfo tensor = file.Tensors["joint"];
        float[] whole = file.ReadAll(tensor), part = new float[100];
        file.Read(tensor, 77, part);
        CollectionAssert.AreEqual(whole[77..177], part);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => file.Read(tensor, whole.Length - 99, part));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => file.Read(tensor, -1, part));
    }

    [TestMethod]
    [DataRow("F16", new byte[] { 0x00, 0x3c, 0x00, 0xc0 }, 1f, -2f)]
    [DataRow("BF16", new byte[] { 0x80, 0x3f, 0x20, 0xc0 }, 1f, -2.5f)]
    [DataRow("I32", new byte[] { 5, 0, 0, 0, 0xff, 0xff, 0xff, 0xff }, 5f, -1f)]
    [DataRow("I16", new byte[] { 5, 0, 0xff, 0xff }, 5f, -1f)]
    [DataRow("I8", new byte[] { 5, 0xff }, 5f, -1f)]
    [DataRow("U8", new byte[] { 5, 0xff }, 5f, 255f)]
    [DataRow("BOOL", new byte[] { 0, 7 }, 0f, 1f)]
    [DataRow("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0xe0, 0xbf }, 1f, -0.5f)]
    [DataRow("I64", new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, 5f, -1f)]
    public void ReadsEveryType(string type, byte[] data, float first, float second)
    {
        string header = $$$"""{"a":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""";
        using SafetensorsFile file = SafetensorsFile.Read(new MemoryStream(SafetensorsBytes.Of(header, data)), "memory");
        float[] values = file.ReadAll(file.Tensors["a"]);
        Assert.AreEqual(first, values[0]);
        Assert.AreEqual(second, values[1]);
    }

    [TestMethod]
    public void EveryHalfIsWidenedAsTheRuntimeDoes()
    {
        byte[] data = new byte[65536 * 2];
        for (int i = 0; i < 65536; i++)
            BitConverter.TryWriteBytes(data.AsSpan(2 * i), (ushort)i);
        string header = """{"a":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}""";
        using SafetensorsFile file = SafetensorsFile.Read(new MemoryStream(SafetensorsBytes.Of(header, data)), "memory");
        // A length that leaves a rest after the vectors.
        float[] values = new float[65535];
        file.Read(file.Tensors["a"], 1, values);
        for (int i = 0; i < values.Length; i++)
        {
            float expected = (float)BitConverter.UInt16BitsToHalf((ushort)(i + 1));
            Assert.IsTrue(expected.Equals(values[i]), $"{i + 1:x4}: {values[i]:R} instead of {expected:R}");
        }
    }

    [TestMethod]
    public void LongDoublesAreReadInPieces()
    {
        double[] doubles = [.. Enumerable.Range(0, 20_000).Select(i => i / 7.0)];
        byte[] data = new byte[doubles.Length * 8];
        Buffer.BlockCopy(doubles, 0, data, 0, data.Length);
        string header = """{"a":{"dtype":"F64","shape":[20000],"data_offsets":[0,160000]}}""";
        using SafetensorsFile file = SafetensorsFile.Read(new MemoryStream(SafetensorsBytes.Of(header, data)), "memory");
        CollectionAssert.AreEqual(doubles.Select(d => (float)d).ToArray(), file.ReadAll(file.Tensors["a"]));
    }

    [TestMethod]
    public void AStreamIsReadFromItsPositionAndOnlyAsFarAsNeeded()
    {
        byte[] bytes = SafetensorsBytes.Of(Good, [1, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 9, 0]);
        var seekable = new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 };
        using SafetensorsFile first = SafetensorsFile.Read(seekable, "seekable");
        var partial = new PartialStream([.. bytes, 4, 5, 6]);
        using SafetensorsFile second = SafetensorsFile.Read(partial, "partial");
        Assert.AreEqual(bytes.Length, partial.Taken);
        foreach (SafetensorsFile file in (SafetensorsFile[])[first, second])
        {
            Assert.AreEqual("v", file.Metadata["k"]);
            CollectionAssert.AreEqual(new[] { BitConverter.Int32BitsToSingle(0x3f800001), 2f }, file.ReadAll(file.Tensors["a"]));
            CollectionAssert.AreEqual(new[] { 9f }, file.ReadAll(file.Tensors["b"]));
        }
    }

    [TestMethod]
    public void ThreadsMayReadAtOnce()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Goldens.Path("tiny", "expected.safetensors"));
        using var stream = File.OpenRead(Goldens.Path("tiny", "expected.safetensors"));
        using SafetensorsFile shared = SafetensorsFile.Read(stream, "stream");
        var expected = file.Tensors.Values.ToDictionary(t => t.Name, file.ReadAll);
        Parallel.For(0, 400, i =>
        {
            string name = expected.Keys.ElementAt(i % expected.Count);
            CollectionAssert.AreEqual(expected[name], (i % 2 == 0 ? file : shared).ReadAll(file.Tensors[name]), name);
        });
    }

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", 8, "twice")]
    [DataRow("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "repeated key 'dtype'")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}""", 8, "key 'x'")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "lacks dtype, shape or data_offsets")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}}""", 20, "neither gap nor overlap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "neither gap nor overlap")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "describes a file of")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "describes a file of")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "-8 bytes; shape and type need 8")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", 8, "not an integer between 0 and 2147483647")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2147483648],"data_offsets":[0,8]}}""", 8, "not an integer between 0 and 2147483647")]
    [DataRow("""{"a":{"dtype":"F32","shape":[0,2147483647,2147483647,2147483647],"data_offsets":[0,0]}}""", 0, "more than any file has")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "more than 16 dimensions")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", 8, "no more than two offsets")]
    [DataRow("""{"__metadata__":{"k":1}}""", 0, "metadata 'k'")]
    [DataRow("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "metadata 'k' twice")]
    [DataRow("""{"__metadata__":{},"__metadata__":{}}""", 0, "'__metadata__' twice")]
    [DataRow("""{"a":[[[[[[]]]]]]}""", 0, "an object for the tensor 'a'")]
    [DataRow("""{} x""", 0, "not valid JSON")]
    [DataRow("""{"\ud800":1}""", 0, "not valid JSON")]
    [DataRow("""[]""", 0, "opening brace")]
    [DataRow("""{"a\nb":1}""", 0, "the tensor 'a?b'")]
    public void BrokenHeadersAreRefused(string header, int dataBytes, string expected)
    {
        var exception = Assert.ThrowsExactly<ModelFileException>(
            () => SafetensorsFile.Read(new MemoryStream(SafetensorsBytes.Of(header, dataBytes)), "some.safetensors"));
        StringAssert.StartsWith(exception.Message, "some.safetensors: ");
        StringAssert.Contains(exception.Message, expected);
        Assert.DoesNotContain("\n", exception.Message);
    }

    [TestMethod]
    public void MissingFilesAndFoldersAreNamed()
    {
        using var folder = new TemporaryFolder();
        string missing = folder["нет/无.safetensors"];
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => SafetensorsFile.Open(missing)).Message, missing);
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => SafetensorsFile.Open(folder.Path)).Message, "this is a folder");
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => SafetensorsFile.Open("")).Message, "is empty");
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => SafetensorsFile.Open("a\0b")).Message, "a?b: cannot be read");
        string tooLong = folder[new string('x', 5000)];
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => SafetensorsFile.Open(tooLong)).Message, "cannot be read");
    }

    [TestMethod]
    public void AFileTruncatedWhileInUseIsAnError()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.safetensors", SafetensorsBytes.Of(Good, 10));
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using (FileStream cut = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            cut.SetLength(20);
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => file.ReadAll(file.Tensors["a"])).Message, "ended while it was being read");
    }
}
