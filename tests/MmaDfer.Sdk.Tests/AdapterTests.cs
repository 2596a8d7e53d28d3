using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests;

/// <summary>Adapters on recognizers: loading, swapping, merging, and those that do not belong.</summary>
[TestClass]
public sealed class AdapterTests
{
    private readonly TinyModel _model = new();
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void AnAdapterGivesTheLogitsOfTheMergedModel()
    {
        string adapter = Write("a", seed: 5), merged = _folder["merged"];
        ModelInfo info = ModelConverter.Merge(_model.Path, adapter, merged);
        Assert.AreEqual(ModelFileKind.Model, info.Kind);
        Assert.AreEqual("true", info.Metadata["trained"]);
        Assert.AreEqual(ModelInfo.Read(_model.Path).EncodersSha256, info.EncodersSha256);
        float[] expected = Logits(merged, null);
        CollectionAssert.AreEqual(expected, Logits(_model.Path, adapter));
        CollectionAssert.AreNotEqual(expected, Logits(_model.Path, null));
    }

    [TestMethod]
    public void AdaptersAreSwappedWithoutLoadingTheModelAgain()
    {
        string a = Write("a", seed: 5), b = Write("b", seed: 6, labels: ["calm", "stressed"]), c = Write("c", seed: 7, set: TrainableSet.Classifier);
        float[] plain = Logits(_model.Path, null), withA = Logits(_model.Path, a), withB = Logits(_model.Path, b), withC = Logits(_model.Path, c);
        string moved = _folder["moved"];
        File.Copy(_model.Path, moved);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(moved, new() { Engine = new CpuEngine(2) });
        File.Delete(moved);
        Assert.AreEqual(false, recognizer.IsTrained);
        foreach ((string? path, float[] expected) in (ReadOnlySpan<(string?, float[])>)[(a, withA), (b, withB), (c, withC), (null, plain), (b, withB), (a, withA)])
        {
            recognizer.SetAdapter(path);
            Assert.AreEqual(path, recognizer.AdapterPath);
            Assert.AreEqual(path is null ? false : true, recognizer.IsTrained);
            Assert.AreEqual(expected.Length, recognizer.Labels.Count);
            CollectionAssert.AreEqual(expected, Recognize(recognizer).Logits.ToArray(), path);
        }
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToArray(), recognizer.Labels.ToArray());
        recognizer.SetAdapterAsync(b).GetAwaiter().GetResult();
        CollectionAssert.AreEqual((string[])["calm", "stressed"], Recognize(recognizer).Labels.ToArray());
    }

    [TestMethod]
    public void AdaptersCanBeSwappedDuringRuns()
    {
        string a = Write("a", seed: 5), b = Write("b", seed: 6, labels: ["calm", "stressed"]);
        float[] withA = Logits(_model.Path, a), withB = Logits(_model.Path, b);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(2), AdapterPath = a });
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            if (i % 3 == 0)
                recognizer.SetAdapter(i % 2 == 0 ? a : b);
            float[] logits = Recognize(recognizer).Logits.ToArray();
            CollectionAssert.AreEqual(logits.Length == 7 ? withA : withB, logits);
        });
    }

    [TestMethod]
    public void AnAdapterOfEverythingReplacesTheEncoders()
    {
        string adapter = Write("all", seed: 9, set: TrainableSet.All), merged = _folder["merged"];
        ModelInfo info = ModelConverter.Merge(_model.Path, adapter, merged);
        Assert.AreNotEqual(ModelInfo.Read(_model.Path).EncodersSha256, info.EncodersSha256);
        using var other = new TinyModel(seed: 9);
        float[] expected = Logits(other.Path, null);
        CollectionAssert.AreEqual(expected, Logits(merged, null));
        CollectionAssert.AreEqual(expected, Logits(_model.Path, adapter));
    }

    [TestMethod]
    public void ATemperatureFlattensProbabilitiesAndKeepsLogits()
    {
        string cold = Write("cold", seed: 5), warm = Write("warm", seed: 5, temperature: 2);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1), AdapterPath = cold });
        EmotionPrediction plain = Recognize(recognizer);
        recognizer.SetAdapter(warm);
        EmotionPrediction scaled = Recognize(recognizer);
        CollectionAssert.AreEqual(plain.Logits.ToArray(), scaled.Logits.ToArray());
        double[] e = [.. plain.Logits.ToArray().Select(l => Math.Exp(l / 2.0))];
        for (int i = 0; i < e.Length; i++)
            Assert.AreEqual(e[i] / e.Sum(), scaled.Probabilities[i], 1e-6);
        ModelConverter.Merge(_model.Path, warm, _folder["merged"]);
        using EmotionRecognizer merged = EmotionRecognizer.Load(_folder["merged"], new() { Engine = new CpuEngine(1) });
        CollectionAssert.AreEqual(scaled.Probabilities.ToArray(), Recognize(merged).Probabilities.ToArray());
        // Converting a model again keeps what belongs to it.
        Assert.AreEqual("2", ModelConverter.Convert(_folder["merged"], _folder["again"]).Metadata["temperature"]);
    }

    [TestMethod]
    public void AnAdapterOfAnotherModelIsRefusedAndTheOldOneStays()
    {
        string adapter = Write("a", seed: 5);
        using var other = new TinyModel(seed: 2);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(other.Path, new() { Engine = new CpuEngine(1) });
        float[] before = Recognize(recognizer).Logits.ToArray();
        var error = Assert.ThrowsExactly<ModelFileException>(() => recognizer.SetAdapter(adapter));
        StringAssert.Contains(error.Message, adapter);
        StringAssert.Contains(error.Message, "use it with the model on which it was trained");
        CollectionAssert.AreEqual(before, Recognize(recognizer).Logits.ToArray());
        Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(other.Path, new() { AdapterPath = adapter }));
        Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Merge(other.Path, adapter, _folder["out"]));
        Assert.IsFalse(File.Exists(_folder["out"]));
    }

    [TestMethod]
    [DataRow("format_version", "2", "update MmaDfer.Sdk")]
    [DataRow("image_size", "48", "trained for frames of 48 pixels")]
    [DataRow("image_size", "many", "'image_size'")]
    [DataRow("encoders_sha256", "none", "64 hexadecimal digits")]
    [DataRow("labels", "[\"a\", \"a\"]", "is there twice")]
    [DataRow("labels", "[\"a\", \"b\"]", "'our_classifier.weight' has shape [7, 32]; [2, 32] is needed")]
    [DataRow("temperature", "0", "a number between 0.001 and 1000")]
    [DataRow("temperature", "NaN", "a number between 0.001 and 1000")]
    public void WrongMetadataIsRefused(string key, string value, string message)
    {
        string adapter = Write("a", seed: 5, change: metadata => metadata[key] = value);
        MmaDferException error = Assert.Throws<MmaDferException>(() => EmotionRecognizer.Load(_model.Path, new() { AdapterPath = adapter }));
        StringAssert.Contains(error.Message, message);
        StringAssert.Contains(error.Message, adapter);
        Assert.DoesNotContain("\n", error.Message);
    }

    [TestMethod]
    public void AModelIsNotAnAdapterAndAnAdapterIsNotAModel()
    {
        string adapter = Write("a", seed: 5);
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(_model.Path, new() { AdapterPath = _model.Path })).Message, "not an adapter");
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(adapter)).Message, "this is an adapter");
        Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(_model.Path, new() { AdapterPath = _folder["missing"] }));
    }

    [TestMethod]
    public void ATensorThatIsNotPartOfTheNetworkIsRefused()
    {
        string adapter = Write("a", seed: 5);
        using (WeightStore weights = WeightFile.Open(adapter))
        {
            var more = new MemoryWeights("more");
            foreach (TensorInfo tensor in weights.Tensors.Values)
                more.Set(tensor.Name, tensor.Shape, weights.ReadAll(tensor));
            more.Set("something.else", new Sdk.Tensors.Shape(1), [1f]);
            SafetensorsWriter.Write(_folder["b"], more, [.. more.Tensors.Values], half: false, weights.Metadata);
        }
        var error = Assert.ThrowsExactly<ModelFileException>(() => EmotionRecognizer.Load(_model.Path, new() { AdapterPath = _folder["b"] }));
        StringAssert.Contains(error.Message, "'something.else' is not part of MMA-DFER");
    }

    [TestMethod]
    public void InfoDescribesAnAdapter()
    {
        ModelInfo info = ModelInfo.Read(Write("a", seed: 5));
        Assert.AreEqual(ModelFileKind.Adapter, info.Kind);
        Assert.AreEqual(32, info.ImageSize);
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToArray(), info.Labels.ToArray());
        Assert.AreEqual(ModelInfo.Read(_model.Path).EncodersSha256, info.EncodersSha256);
        Assert.AreEqual(info.ParameterCount, info.TrainedParameterCount);
    }

    [TestMethod]
    public void AFloat16ModelAcceptsAdaptersOfTheFloat32Model()
    {
        string adapter = Write("a", seed: 5), half = _folder["half"];
        ModelConverter.Convert(_model.Path, half, new() { Precision = Precision.Float16 });
        float[] expected = Logits(_model.Path, adapter), actual = Logits(half, adapter);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-2);
        Assert.AreEqual(
            ModelInfo.Read(_model.Path).EncodersSha256, ModelConverter.Merge(half, adapter, _folder["merged"], precision: Precision.Float16).EncodersSha256);
    }

    /// <summary>Their encoders are the same, and the tensors of the one would be enough for the other.</summary>
    [TestMethod]
    public void AnAdapterOfAnotherVariantIsRefused()
    {
        string identity = ModelInfo.Read(_model.Path).EncodersSha256!, path = _folder["other"];
        foreach ((NetworkVariant variant, string expected) in (ReadOnlySpan<(NetworkVariant, string)>)[
            (new() { Fusion = FusionKind.Add }, "'fusion' is 'add', but 'bottleneck'"),
            (new() { PromptUpdates = 0 }, "'prompt_updates' is '0', but '2'"),
            (new() { TemporalAdapterWidth = 4, FinalTransformer = false }, "'temporal' is 'adapters', but 'final'")])
        {
            MmaDferConfig config = TinyModel.Config with { Variant = variant };
            AdapterFile.Write(
                path, new DrawnWeights(config, 3), TrainableTensors.Names(TrainableSet.Adapters, config), config, EmotionLabels.Dfew, identity, 1,
                new Dictionary<string, string>());
            string message = Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Merge(_model.Path, path, _folder["merged"])).Message;
            StringAssert.Contains(message, $"this adapter was trained for another variant of the network ({expected} in {_model.Path})");
        }
        // Adapters of before there were variants are of the published one.
        string old = Write("old", seed: 5, change: metadata =>
        {
            foreach (string key in VariantText.Metadata(new NetworkVariant()).Keys)
                Assert.IsTrue(metadata.Remove(key));
        });
        ModelConverter.Merge(_model.Path, old, _folder["merged"]);
    }

    private string Write(
        string name, ulong seed, TrainableSet set = TrainableSet.Adapters, string[]? labels = null, double temperature = 1,
        Action<Dictionary<string, string>>? change = null)
    {
        IReadOnlyList<string> emotions = labels ?? EmotionLabels.Dfew;
        MmaDferConfig config = TinyModel.Config with { Classes = emotions.Count };
        WeightStore drawn = new DrawnWeights(config, seed);
        string path = _folder[name];
        string[] names = TrainableTensors.Names(set, config);
        // Gates are drawn as 0, and then the fusion has no say: open them.
        var weights = new MemoryWeights("adapter");
        foreach (string tensor in names)
            weights.Set(tensor, drawn.Tensors[tensor].Shape, drawn.ReadAll(drawn.Tensors[tensor]));
        foreach (string gate in names.Where(n => n.Contains("all_gate", StringComparison.Ordinal) && set != TrainableSet.All))
            weights.Set(gate, drawn.Tensors[gate].Shape, [0.1f * seed]);
        AdapterFile.Write(
            path, weights, names, config, emotions, ModelInfo.Read(_model.Path).EncodersSha256!, temperature, new Dictionary<string, string>());
        if (change is null)
            return path;
        using WeightStore written = WeightFile.Open(path);
        var metadata = new Dictionary<string, string>(written.Metadata);
        change(metadata);
        SafetensorsWriter.Write(path + "2", written, [.. written.Tensors.Values], half: false, metadata);
        return path + "2";
    }

    private static float[] Logits(string model, string? adapter)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model, new() { Engine = new CpuEngine(2), AdapterPath = adapter });
        return Recognize(recognizer).Logits.ToArray();
    }

    private static EmotionPrediction Recognize(EmotionRecognizer recognizer)
    {
        using var frames = new NoiseFrames([.. Enumerable.Range(0, 16)], 3);
        using var audio = new FakeAudio([.. Enumerable.Range(0, 16000).Select(i => 0.3f * MathF.Sin(i * 0.07f))]);
        return recognizer.Recognize(frames, audio);
    }
}
