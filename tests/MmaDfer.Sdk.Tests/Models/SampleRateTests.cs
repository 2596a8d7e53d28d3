using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Models;

/// <summary>The sample rate that a model file names, on its way through the files.</summary>
[TestClass]
public sealed class SampleRateTests
{
    [TestMethod]
    public void AModelKeepsTheRateItNames()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        Assert.IsNull(ModelInfo.Read(model.Path).SampleRate);
        Assert.IsFalse(ModelInfo.Read(model.Path).Metadata.ContainsKey("sample_rate"));
        string named = folder["named.safetensors"], again = folder["again.safetensors"];
        Assert.AreEqual(22050, ModelConverter.Convert(model.Path, named, new() { SampleRate = 22050 }).SampleRate);
        Assert.AreEqual("22050", ModelInfo.Read(named).Metadata["sample_rate"]);
        Assert.AreEqual(22050, ModelConverter.Convert(named, again).SampleRate);
        Assert.AreEqual(16000, ModelConverter.Convert(named, again, new() { SampleRate = 16000 }).SampleRate);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ModelConvertOptions { SampleRate = 3999 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ModelConvertOptions { SampleRate = 192_001 });
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("16000.0")]
    [DataRow("-16000")]
    [DataRow("99999999999")]
    [DataRow("sixteen")]
    public void ARateThatMakesNoSenseIsRefused(string rate)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        using (WeightStore weights = WeightFile.Open(model.Path))
            SafetensorsWriter.Write(folder["m"], weights, [.. weights.Tensors.Values], half: false, new Dictionary<string, string>(weights.Metadata) { ["sample_rate"] = rate });
        string message = Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(folder["m"])).Message;
        Assert.AreEqual($"{folder["m"]}: the metadata 'sample_rate' is '{rate}'; it must be an integer between 4000 and 192000.", message);
    }

    [TestMethod]
    public void AnAdapterBringsItsRateAndTakesItAway()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        string[] names = TrainableTensors.Names(TrainableSet.Adapters, TinyModel.Config);
        string Adapter(string name, int? rate)
        {
            AdapterFile.Write(
                folder[name], new DrawnWeights(TinyModel.Config, 5), names, TinyModel.Config, EmotionLabels.Dfew, ModelInfo.Read(model.Path).EncodersSha256!, 1,
                new Dictionary<string, string>(), rate);
            Assert.AreEqual(rate, ModelInfo.Read(folder[name]).SampleRate);
            return folder[name];
        }
        string named = Adapter("named", 44100), silent = Adapter("silent", null);
        using (EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1), AdapterPath = named }))
        {
            Assert.AreEqual(44100, recognizer.SampleRate);
            recognizer.SetAdapter(silent);
            Assert.IsNull(recognizer.SampleRate);
            recognizer.SetAdapter(named);
            recognizer.SetAdapter(null);
            Assert.IsNull(recognizer.SampleRate);
        }
        Assert.AreEqual(44100, ModelConverter.Merge(model.Path, named, folder["merged"]).SampleRate);
        Assert.IsNull(ModelConverter.Merge(model.Path, silent, folder["merged"]).SampleRate);
        ModelConverter.Convert(model.Path, folder["base"], new() { SampleRate = 16000 });
        Assert.AreEqual(16000, ModelConverter.Merge(folder["base"], silent, folder["merged"]).SampleRate);
        Assert.AreEqual(44100, ModelConverter.Merge(folder["base"], named, folder["merged"]).SampleRate);
    }

    [TestMethod]
    public void AnExportNamesIt()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        ModelConverter.Convert(model.Path, folder["named"], new() { SampleRate = 16000 });
        OnnxExporter.Export(folder["named"], folder["m.onnx"]);
        OnnxExporter.Export(model.Path, folder["o.onnx"]);
        Assert.IsTrue(File.ReadAllBytes(folder["m.onnx"]).AsSpan().IndexOf("sample_rate"u8) >= 0);
        Assert.IsFalse(File.ReadAllBytes(folder["o.onnx"]).AsSpan().IndexOf("sample_rate"u8) >= 0);
    }
}
