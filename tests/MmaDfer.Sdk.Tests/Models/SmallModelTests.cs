using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tests.Onnx;

namespace MmaDfer.Sdk.Tests.Models;

[TestClass]
public sealed class SmallModelTests
{
    [TestMethod]
    public void ASmallModelHasTheRequestedSizesAndLoads()
    {
        using var folder = new TemporaryFolder();
        ModelInfo info = ModelInitializer.InitializeSmall(folder["a"], new() { ImageSize = 32, Width = 48, Latent = 12, TemporalWidth = 64, Labels = ["x", "y"] });
        Assert.AreEqual("false", info.Metadata["trained"]);
        Assert.IsFalse(info.Tensors.Any(t => t.Name.Contains(".head.", StringComparison.Ordinal)), "Nothing reads the encoders' heads.");
        using (ModelFile model = ModelFile.Open(folder["a"]))
        {
            MmaDferConfig config = model.Config;
            Assert.AreEqual((32, 48, 3, 192, 12, 64, 1, 2), (config.ImageSize, config.Width, config.Heads, config.MlpWidth, config.Latent, config.TemporalWidth, config.TemporalHeads, config.Classes));
        }
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(folder["a"], new() { Engine = new CpuEngine(1) });
        CollectionAssert.AreEqual((string[])["x", "y"], recognizer.Labels.ToArray());
        ModelInitializer.InitializeSmall(folder["b"], new() { ImageSize = 32, Width = 48, Latent = 12, TemporalWidth = 64, Labels = ["x", "y"] });
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
    }

    [TestMethod]
    public void WhatTheFacesMustBeLikeStaysWithTheModel()
    {
        using var folder = new TemporaryFolder();
        var options = new ModelInitOptions { ImageSize = 32, Width = 32, Labels = ["x", "y"], StandardizesFrames = true, AlignsFaces = true };
        Assert.IsTrue(ModelInitializer.InitializeSmall(folder["a"], options).AlignsFaces);
        ModelInfo converted = ModelConverter.Convert(folder["a"], folder["b"], new() { Precision = Precision.Float16, License = "mine" });
        Assert.IsTrue(converted.AlignsFaces);
        Assert.AreEqual(("standardized", "aligned"), (converted.Metadata["frames"], converted.Metadata["face_crop"]));
        using (ModelFile model = ModelFile.Open(folder["b"]))
            Assert.IsTrue(model.Config.StandardizesFrames);
        OnnxExporter.Export(folder["b"], folder["b.onnx"]);
        Dictionary<string, string> exported = new OnnxFile(File.ReadAllBytes(folder["b.onnx"])).Metadata;
        Assert.AreEqual(("standardized", "aligned"), (exported["frames"], exported["face_crop"]));
        using (EmotionRecognizer recognizer = EmotionRecognizer.Load(folder["b"], new() { Engine = new CpuEngine(1) }))
            Assert.IsTrue(recognizer.AlignsFaces);
        ModelInfo plain = ModelInitializer.InitializeSmall(folder["c"], options with { StandardizesFrames = false, AlignsFaces = false });
        Assert.IsFalse(plain.AlignsFaces || plain.Metadata.ContainsKey("frames") || plain.Metadata.ContainsKey("face_crop"));
    }

    [TestMethod]
    [DataRow("frames", "'standardized'")]
    [DataRow("face_crop", "'aligned'")]
    public void AFileThatAsksForSomethingUnknownIsRefused(string key, string known)
    {
        using var folder = new TemporaryFolder();
        ModelInitializer.InitializeSmall(folder["a"], new ModelInitOptions { ImageSize = 32, Width = 32, StandardizesFrames = true, AlignsFaces = true });
        string file = File.ReadAllText(folder["a"], System.Text.Encoding.Latin1);
        string value = known.Trim('\'');
        File.WriteAllText(folder["b"], file.Replace($"\"{key}\":\"{value}\"", $"\"{key}\":\"{new string('z', value.Length)}\"", StringComparison.Ordinal), System.Text.Encoding.Latin1);
        string message = Assert.ThrowsExactly<ModelFileException>(() => ModelFile.Open(folder["b"])).Message;
        StringAssert.Contains(message, $"the metadata '{key}' is 'zzz");
        StringAssert.Contains(message, $"it must be {known}, or missing.");
    }

    [TestMethod]
    public void TheDefaultsFitIntoEightMegabytesAsFloat16()
    {
        using var folder = new TemporaryFolder();
        ModelInitializer.InitializeSmall(folder["a"]);
        Assert.IsTrue(ModelConverter.Convert(folder["a"], folder["half"], new() { Precision = Precision.Float16 }).FileSize < 8_000_000);
    }

    [TestMethod]
    public void ImpossibleSizesAreRefused()
    {
        using var folder = new TemporaryFolder();
        foreach (ModelInitOptions options in (ModelInitOptions[])[
            new() { ImageSize = 50 }, new() { Width = 0 }, new() { Width = 40 }, new() { Width = 4096 }, new() { TemporalWidth = 8 },
            new() { Latent = 0 }, new() { MlpWidth = -1 }, new() { Labels = [] }, new() { Precision = Precision.Float16 }])
            Assert.ThrowsExactly<ArgumentException>(() => ModelInitializer.InitializeSmall(folder["out"], options), options.ToString());
        Assert.IsEmpty(folder.Names());
    }
}
