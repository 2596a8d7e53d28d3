using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Tests.Weights;

/// <summary>Model files in 8 bit: what is in them, what engines make of them, and damaged ones.</summary>
[TestClass]
public sealed class ByteFileTests
{
    private const string Layer = "image_encoder.blocks.3.mlp.fc1.weight";

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    public void TheEngineGivesTheSameBitsAsFromFloatsWithEveryKernel()
    {
        string original = ByteFiles.Original(_folder), file = ByteFiles.Converted(_folder, original);
        foreach (ByteKernel kernel in ByteKernel.Supported)
        {
            var engine = new CpuEngine(2) { Bytes = kernel };
            float[] expected = ByteFiles.Logits(engine, original);
            CollectionAssert.AreEqual(expected, ByteFiles.Logits(engine, file), kernel.Name);
            using ModelFile stream = ModelFile.Open(File.OpenRead(file), "stream", keep: true);
            CollectionAssert.AreEqual(expected, ByteFiles.Logits(engine, stream), $"{kernel.Name}, copied");
        }
    }

    [TestMethod]
    public void WeightsAreReadAsNumberTimesScaleTimesFactor()
    {
        string original = ByteFiles.Original(_folder), file = ByteFiles.Converted(_folder, original);
        using ModelFile exact = ModelFile.Open(original), rounded = ModelFile.Open(file);
        using SafetensorsFile raw = SafetensorsFile.Open(file);
        int inputs = ByteFiles.Config.Width;
        float[] expected = exact.Weights.ReadAll(exact.Weights.Tensors[Layer]), read = rounded.Weights.ReadAll(rounded.Weights.Tensors[Layer]);
        float[] numbers = raw.ReadAll(raw.Tensors[Layer]), scales = raw.ReadAll(raw.Tensors[$"{Layer}.scales"]), factors = raw.ReadAll(raw.Tensors[$"{Layer}.factors"]);
        for (int i = 0; i < read.Length; i++)
        {
            int output = i / inputs, input = i % inputs;
            // The slow twin of the order: panel of 16 outputs, group of 4 inputs, output, input.
            int place = output / 16 * 16 * inputs + input / 4 * 64 + output % 16 * 4 + input % 4;
            Assert.AreEqual(numbers[place] * scales[output] * factors[input], read[i]);
            Assert.AreEqual(expected[i], read[i], 0.5001 * scales[output] * factors[input]);
        }
        // Any part of it gives the same values.
        float[] part = new float[3000];
        rounded.Weights.Read(rounded.Weights.Tensors[Layer], 1234, part);
        CollectionAssert.AreEqual(read[1234..4234], part);
        // Another engine reads it as floats.
        float[] floats = ByteFiles.Logits(new CpuEngine(2), file);
        Closeness.Assert(ByteFiles.Logits(new CpuEngine(2), original), floats, 0.1, "float32");
        // So does the graph for other runtimes, which then is as large as that of the original.
        long size = OnnxExporter.Export(original, _folder["original.onnx"]).FileSize;
        Assert.AreEqual(size, OnnxExporter.Export(file, _folder["bytes.onnx"]).FileSize, 1000);
    }

    [TestMethod]
    public void TheFileKeepsTheIdentityAndSaysWhatItIs()
    {
        string original = ByteFiles.Original(_folder), file = ByteFiles.Converted(_folder, original);
        ModelInfo before = ModelInfo.Read(original), after = ModelInfo.Read(file);
        Assert.AreEqual(before.EncodersSha256, after.EncodersSha256);
        Assert.AreEqual(before.ParameterCount, after.ParameterCount);
        Assert.AreEqual("int8", after.Metadata["precision"]);
        Assert.AreEqual("2", after.Metadata["format_version"]);
        Assert.AreEqual("1", before.Metadata["format_version"]);
        Assert.AreEqual(2 * 12 * 4, after.Tensors.Count(t => t.Type == TensorType.ScaledInt8));
        CollectionAssert.AreEqual(before.TensorShapes.Keys.ToArray(), after.TensorShapes.Keys.ToArray());
        CollectionAssert.AreEqual(before.Labels.ToArray(), after.Labels.ToArray());
        using SafetensorsFile raw = SafetensorsFile.Open(file);
        foreach (TensorInfo numbers in raw.Tensors.Values.Where(t => t.Type == TensorType.Int8))
        {
            Assert.AreEqual(0, raw.OffsetOf(numbers) % 64, numbers.Name);
        }
    }

    [TestMethod]
    public void AnAdapterOfTheOriginalFits()
    {
        string original = ByteFiles.Original(_folder), file = ByteFiles.Converted(_folder, original), adapter = _folder["adapter"];
        using (ModelFile model = ModelFile.Open(original))
        {
            var changed = MemoryWeights.CopyOf(model.Weights);
            string[] names = [.. changed.Tensors.Keys.Where(n => n.StartsWith("our_classifier", StringComparison.Ordinal))];
            foreach (string name in names)
                changed.Set(name, changed.Tensors[name].Shape, [.. changed.ReadAll(changed.Tensors[name]).Select(v => 1.5f * v)]);
            AdapterFile.Write(adapter, changed, names, model.Config, model.Labels, model.Identity(default), 1, new Dictionary<string, string>());
        }
        var options = new EmotionRecognizerOptions { Engine = new CpuEngine(2) { Precision = Precision.Int8 }, AdapterPath = adapter };
        using EmotionRecognizer expected = EmotionRecognizer.Load(original, options), recognizer = EmotionRecognizer.Load(file, options);
        CollectionAssert.AreEqual(Recognize(expected), Recognize(recognizer));
        recognizer.SetAdapter(null);
        expected.SetAdapter(null);
        CollectionAssert.AreEqual(Recognize(expected), Recognize(recognizer));
        ModelFileException refused = Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Merge(file, adapter, _folder["merged"]));
        StringAssert.Contains(refused.Message, "8 bit");
        refused = Assert.ThrowsExactly<ModelFileException>(() => ModelConverter.Convert(file, _folder["floats"]));
        StringAssert.Contains(refused.Message, "use the model from which it was converted");
    }

    [TestMethod]
    public void DamageIsNamedInOneSentence()
    {
        byte[] good = File.ReadAllBytes(ByteFiles.Converted(_folder, ByteFiles.Original(_folder)));
        int numbers, scales, factors;
        using (SafetensorsFile raw = SafetensorsFile.Open(_folder["bytes"]))
        {
            numbers = (int)raw.OffsetOf(raw.Tensors[Layer]);
            scales = (int)raw.OffsetOf(raw.Tensors[$"{Layer}.scales"]);
            factors = (int)raw.OffsetOf(raw.Tensors[$"{Layer}.factors"]);
        }
        Check("do not give their sums", numbers + 1000, (byte)(good[numbers + 1000] ^ 1));
        Check("do not give their sums", numbers, 0x80);
        Check("a scale is", scales + 3, 0xff);
        Check("a factor is", factors + 3, 0xbf);

        void Check(string expected, int offset, byte value)
        {
            byte[] bytes = [.. good];
            bytes[offset] = value;
            File.WriteAllBytes(_folder["damaged"], bytes);
            ModelFileException fault = Assert.ThrowsExactly<ModelFileException>(() => ByteFiles.Logits(new CpuEngine(1) { Precision = Precision.Int8 }, _folder["damaged"]));
            StringAssert.Contains(fault.Message, expected);
            StringAssert.Contains(fault.Message, Layer);
        }
    }

    [TestMethod]
    public void AGarbledHeaderIsRefusedAndNeverFails()
    {
        string file = ByteFiles.Converted(_folder, ByteFiles.Original(_folder));
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
        foreach ((string from, string to, string expected) in (ReadOnlySpan<(string, string, string)>)[
            ($"\"{Layer}.sums\"", $"\"{Layer}.sumz\"", "is missing"),
            ("\"precision\":\"int8\"", "\"precisiom\":\"int8\"", "the version of its format is 2"),
            ("\"encoders_sha256\"", "\"encoders_sha257\"", "must state the identity"),
            ("\"format_version\":\"2\"", "\"format_version\":\"3\"", "update MmaDfer.Sdk"),
            ($"\"{Layer}\":{{\"dtype\":\"I8\",\"shape\":[128,64]", $"\"{Layer}\":{{\"dtype\":\"I8\",\"shape\":[64,128]", "shape")])
        {
            Assert.IsTrue(text.Contains(from, StringComparison.Ordinal), from);
            File.WriteAllBytes(_folder["damaged"], System.Text.Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal)));
            string message = Fault(_folder["damaged"]) ?? "";
            StringAssert.Contains(message, expected);
        }
        // Any byte of the header, and a few of the rest, changed at random: it loads, or is refused, and never fails otherwise.
        byte[] bytes = File.ReadAllBytes(file);
        var random = new Random(7);
        int header = BitConverter.ToInt32(bytes), refused = 0;
        for (int i = 0; i < 60; i++)
        {
            byte[] changed = [.. bytes];
            changed[random.Next(i % 4 == 0 ? changed.Length : header)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(_folder["damaged"], changed);
            refused += Fault(_folder["damaged"]) is null ? 0 : 1;
        }
        Assert.IsTrue(refused > 20, $"{refused}");
    }

    [TestMethod]
    public void TooSmallAModelIsRefused()
    {
        string original = _folder["small"];
        ModelConverter.Write(original, Models.SmallNetworks.Weights(), Models.SmallNetworks.Config, EmotionLabels.Dfew, "test", half: false, null, default);
        ModelFileException fault = Assert.ThrowsExactly<ModelFileException>(() => ByteFiles.Converted(_folder, original));
        StringAssert.Contains(fault.Message, "gains nothing by 8 bit");
        Assert.IsFalse(File.Exists(_folder["bytes"]));
    }

    private static float[] Recognize(EmotionRecognizer recognizer)
    {
        using NoiseFrames frames = RecognizerClips.Frames(20);
        using FakeAudio audio = RecognizerClips.Audio();
        return recognizer.Recognize(frames, audio).Logits.ToArray();
    }

    private static string? Fault(string path)
    {
        try
        {
            ByteFiles.Logits(new CpuEngine(1) { Precision = Precision.Int8 }, path);
            return null;
        }
        catch (MmaDferException exception)
        {
            return exception.Message;
        }
    }
}
