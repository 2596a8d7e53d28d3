using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces.Neural;

/// <summary>Files of others are refused in one sentence; whatever a file holds, nothing else happens.</summary>
[TestClass]
public sealed class FaceNetworkFileTests
{
    [TestMethod]
    [DataRow("Relu", "Tanh", "has the operator Tanh")]
    [DataRow("MaxPool", "SumPool", "has the operator SumPool")]
    [DataRow("cls_16", "cls_15", "outputs are neither YuNet's nor BlazeFace's")]
    [DataRow("nearest", "bicubic", "operator Resize at")]
    [DataRow("strides", "strider", "operator Conv at")]
    public void ForeignGraphsAreRefusedByName(string part, string instead, string message)
    {
        byte[] bytes = File.ReadAllBytes(FaceModels.Path(FaceModels.YuNetS));
        Replace(bytes, part, instead);
        ModelFileException refused = Assert.ThrowsExactly<ModelFileException>(() => new NeuralFaceFinder(new MemoryStream(bytes)));
        StringAssert.Contains(refused.Message, message);
        StringAssert.Contains(refused.Message, "the ONNX file of YuNet (n or s) or BlazeFace (128 or 256) is needed");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("hello")]
    [DataRow("\u0008\u0006")]
    public void OtherFilesAreRefused(string content)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("face.onnx", Encoding.Latin1.GetBytes(content));
        string message = Assert.ThrowsExactly<ModelFileException>(() => new NeuralFaceFinder(path)).Message;
        StringAssert.StartsWith(message, path);
        Assert.IsFalse(message.Contains('\n'));
    }

    [TestMethod]
    public void MissingFilesAndFoldersAreRefused()
    {
        using var folder = new TemporaryFolder();
        foreach (string path in (string[])[folder["none.onnx"], folder.Path, ""])
            StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => new NeuralFaceFinder(path)).Message, "cannot be read");
    }

    [TestMethod]
    public void EveryCutIsRefused()
    {
        byte[] bytes = File.ReadAllBytes(FaceModels.Path(FaceModels.YuNetS));
        for (int length = 0; length < bytes.Length; length += length < 2000 ? 1 : 997)
            Assert.ThrowsExactly<ModelFileException>(() => new NeuralFaceFinder(new MemoryStream(bytes, 0, length)), $"{length}");
    }

    /// <summary>Damage is refused or harmless: a network with other weights still looks, and never reads or writes elsewhere.</summary>
    [TestMethod]
    [DataRow(FaceModels.YuNetS)]
    [DataRow(FaceModels.BlazeFace)]
    public void DamagedFilesAreRefusedOrHarmless(string model)
    {
        byte[] bytes = File.ReadAllBytes(FaceModels.Path(model));
        var random = new Random(1);
        byte[] pixels = new byte[3 * 160 * 120];
        random.NextBytes(pixels);
        int refused = 0, usable = 0;
        // Graph and shapes are in the structure around the weights: names, sizes, attributes.
        int[] structure = [.. Enumerable.Range(0, bytes.Length).Where(i => i + 8 < bytes.Length && bytes.AsSpan(Math.Max(0, i - 8), 16).ToArray().Count(b => b is >= 0x20 and < 0x7f or < 0x10) > 13)];
        for (int round = 0; round < 600; round++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            for (int i = random.Next(1, 4); i > 0; i--)
                damaged[round % 3 == 0 ? random.Next(bytes.Length) : structure[random.Next(structure.Length)]] = (byte)random.Next(256);
            try
            {
                var finder = new NeuralFaceFinder(new MemoryStream(damaged), new() { InputSize = 160 });
                FaceBox[] faces = new FaceBox[4];
                int count = finder.Find(new(pixels, 160, 120, Sdk.Sources.PixelLayout.Rgb24), faces);
                Assert.IsTrue(faces.Take(count).All(face => face.IsValid));
                usable++;
            }
            catch (ModelFileException)
            {
                refused++;
            }
        }
        Assert.IsGreaterThan(100, refused, $"usable {usable}");
        Assert.IsGreaterThan(20, usable, $"refused {refused}");
    }

    private static void Replace(byte[] bytes, string part, string instead)
    {
        byte[] from = Encoding.ASCII.GetBytes(part), to = Encoding.ASCII.GetBytes(instead);
        Assert.HasCount(from.Length, to);
        int at = 0, found;
        while ((found = bytes.AsSpan(at).IndexOf(from)) >= 0)
        {
            to.CopyTo(bytes, at + found);
            at += found + from.Length;
        }
        Assert.IsGreaterThan(0, at);
    }
}
