using System.Runtime.InteropServices;
using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class PredictCommandTests
{
    [TestMethod]
    public void GoldenClipsGetTheLogitsOfTheOfficialEvaluation()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.Ffmpeg();
        string model = folder["tiny.safetensors"];
        CliRun.Of("convert", Goldens.Path("checkpoints", "official_tiny.pth"), model, "--json").Json();
        JsonProperty[] clips = [.. Goldens.Json("e2e", "expected.json").GetProperty("clips").EnumerateObject()];
        Assert.HasCount(3, clips);
        foreach (JsonProperty clip in clips)
        {
            JsonElement json = CliRun.Of(
                "predict", "--model", model, "--frames", Goldens.Path("e2e", "clip_224x224", clip.Name.PadLeft(5, '0')),
                "--audio", Goldens.Path("e2e", "raw_wav", clip.Name + ".wav"), "--json").Json();
            Assert.AreEqual(clip.Value.GetProperty("frames").GetInt32(), json.GetProperty("frames").GetInt32());
            float[] expected = Floats(clip.Value.GetProperty("logits"));
            Closeness.Assert(expected, Floats(json.GetProperty("logits")), 5e-5, $"clip {clip.Name}");
            Assert.AreEqual(
                json.GetProperty("labels")[Array.IndexOf(expected, expected.Max())].GetString(), json.GetProperty("label").GetString());
        }
    }

    [TestMethod]
    public void TheDemoModelComesWithTheTool()
    {
        CliRun run = CliRun.Of("predict", "--model", "demo", "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--threads", "1", "--json");
        Assert.IsFalse(run.Json().GetProperty("untrained").GetBoolean());
        StringAssert.Contains(run.Error, "Note: the demo model knows drawn faces only");
    }

    [TestMethod]
    public void JsonHasEveryField()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        CliRun run = CliRun.Of("predict", "--model", model, "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--threads", "1", "--json");
        JsonElement json = run.Json();
        StringAssert.Contains(run.Error, "untrained");
        Assert.IsTrue(json.GetProperty("untrained").GetBoolean());
        string[] labels = [.. json.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!)];
        JsonProperty[] probabilities = [.. json.GetProperty("probabilities").EnumerateObject()];
        CollectionAssert.AreEqual(labels, probabilities.Select(p => p.Name).ToArray());
        Assert.AreEqual(1, probabilities.Sum(p => p.Value.GetDouble()), 1e-5);
        JsonProperty best = probabilities.MaxBy(p => p.Value.GetDouble());
        Assert.AreEqual(best.Name, json.GetProperty("label").GetString());
        Assert.AreEqual(best.Value.GetDouble(), json.GetProperty("confidence").GetDouble());
        Assert.AreEqual(7, json.GetProperty("logits").GetArrayLength());
        Assert.AreEqual("cpu", json.GetProperty("engine").GetString());
        StringAssert.Contains(json.GetProperty("engineDescription").GetString(), "1 thread");
        JsonElement engine = json.GetProperty("engines").EnumerateArray().Single();
        Assert.AreEqual("cpu", engine.GetProperty("engine").GetString());
        Assert.AreEqual("inUse", engine.GetProperty("state").GetString());
        Assert.AreEqual(50, json.GetProperty("frames").GetInt32());
        Assert.IsTrue(json.GetProperty("hasFrames").GetBoolean());
        Assert.IsTrue(json.GetProperty("hasAudio").GetBoolean());
        Assert.AreEqual(1, json.GetProperty("views").GetInt32());
        Assert.AreEqual(model, json.GetProperty("model").GetString());
        Assert.AreEqual(0, json.GetProperty("start").GetDouble());
        Assert.AreEqual(2, json.GetProperty("end").GetDouble(), 0.01);
        Assert.IsFalse(json.TryGetProperty("timeline", out _));
    }

    [TestMethod]
    public void FramesOrAudioMayBeMissing()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        JsonElement seen = CliRun.Of("predict", "--model", model, "--frames", TestFiles.Face, "--json").Json();
        Assert.IsFalse(seen.GetProperty("hasAudio").GetBoolean());
        JsonElement heard = CliRun.Of("predict", "--model", model, "--audio", TestFiles.Voice, "--json").Json();
        Assert.IsFalse(heard.GetProperty("hasFrames").GetBoolean());
        Assert.AreEqual(0, heard.GetProperty("frames").GetInt32());
        // Y4M never has sound, and no other program is asked about it.
        JsonElement media = CliRun.Of("predict", "--model", model, "--media", TestFiles.Face, "--json").Json();
        Assert.AreEqual(seen.GetProperty("logits").GetRawText(), media.GetProperty("logits").GetRawText());
    }

    [TestMethod]
    public void TwoClipUsesTwoFrameSelections()
    {
        using var folder = new TemporaryFolder();
        JsonElement json = CliRun.Of("predict", "--model", TinyModel.Write(folder), "--frames", TestFiles.Face, "--two-clip", "--json").Json();
        Assert.AreEqual(2, json.GetProperty("views").GetInt32());
    }

    [TestMethod]
    public void WithoutJsonATableIsPrinted()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("predict", "--model", TinyModel.Write(folder), "--frames", TestFiles.Face);
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        StringAssert.Contains(run.Output, "happiness");
        StringAssert.Contains(run.Output, "50 frames, no audio, 0 to 2 s");
    }

    [TestMethod]
    public void UntrainedStandsForANetworkOfFullSize()
    {
        JsonElement json = CliRun.Of("predict", "--model", "untrained:32", "--frames", TestFiles.Face, "--json").Json();
        Assert.IsTrue(json.GetProperty("untrained").GetBoolean());
        Assert.AreEqual(32, json.GetProperty("imageSize").GetInt32());
    }

    [TestMethod]
    public void UnsupportedPrecisionsAreRefused()
    {
        string failure = CliRun.Of("predict", "--model", "m", "--frames", TestFiles.Face, "--engine", "cpu", "--precision", "float16", "--json")
            .Failure(ExitCode.EngineNotAvailable);
        Assert.AreEqual("The engine 'cpu' cannot compute in float16; leave --precision out or choose another engine.", failure);
        StringAssert.Contains(
            CliRun.Of("predict", "--model", "m", "--frames", TestFiles.Face, "--precision", "int4").Error, "--precision int4: must be float32, float16, bfloat16 or int8.");
    }

    [TestMethod]
    public void EightBitPredictionsAreAlmostTheSame()
    {
        string[] arguments = ["predict", "--model", "demo", "--frames", TestFiles.Face, "--json"];
        JsonElement exact = CliRun.Of(arguments).Json(), rounded = CliRun.Of([.. arguments, "--precision", "int8"]).Json();
        double[] expected = Probabilities(exact), actual = Probabilities(rounded);
        CollectionAssert.AreNotEqual(expected, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 0.1);

        static double[] Probabilities(JsonElement json) => [.. json.GetProperty("probabilities").EnumerateObject().Select(p => p.Value.GetDouble())];
    }

    [TestMethod]
    public void AnUnknownEngineHasItsOwnExitCode()
    {
        string failure = CliRun.Of("predict", "--model", "m", "--frames", TestFiles.Face, "--engine", "warp", "--json")
            .Failure(ExitCode.EngineNotAvailable);
        // After these, those of packages that not every build has.
        StringAssert.StartsWith(failure, "The engine 'warp' is not available; available here: cpu, onnx-cpu, ");
        StringAssert.Contains(failure, ", auto.");
    }

    [TestMethod]
    public void AnUnavailableEngineHasTheSameExitCodeAndAReason()
    {
        // CoreML is Apple's, DirectML is Windows's.
        string engine = OperatingSystem.IsWindows() ? "coreml" : "directml";
        string failure = CliRun.Of("predict", "--model", "untrained:32", "--frames", TestFiles.Face, "--engine", engine, "--json")
            .Failure(ExitCode.EngineNotAvailable);
        StringAssert.StartsWith(failure, $"The engine '{engine}' needs ");
        StringAssert.Contains(failure, "ONNX Runtime");
    }

    [TestMethod]
    public void BadClipsAreNamed()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        byte[] face = File.ReadAllBytes(TestFiles.Face), audio = File.ReadAllBytes(TestFiles.Voice);
        foreach ((string option, string path) in (ReadOnlySpan<(string, string)>)[
            ("--frames", folder["missing.y4m"]),
            ("--frames", folder.Write("empty.y4m", [])),
            ("--frames", folder.Write("cut.y4m", face[..^100])),
            ("--frames", folder.Write("header.y4m", "YUV4MPEG2 W0 H0 F25:1\n"u8.ToArray())),
            ("--audio", folder["missing.wav"]),
            ("--audio", folder.Write("cut.wav", audio[..30])),
            ("--audio", folder.Write("nan.wav", FloatWav(16000, float.NaN))),
            ("--audio", folder.Write("slow.wav", FloatWav(50, 0))),
            ("--media", folder["missing.mp4"])])
        {
            string failure = CliRun.Of("predict", "--model", model, option, path, "--json").Error;
            StringAssert.Contains(failure, Path.GetFileName(path), $"{option} {path}");
            Assert.AreEqual(ExitCode.BadInput, CliRun.Of("predict", "--model", model, option, path, "--json").Code, failure);
        }
    }

    [TestMethod]
    public void WeightsThatAreNaNAreReportedAsAFaultOfTheModel()
    {
        using var folder = new TemporaryFolder();
        WeightStore drawn = new DrawnWeights(TinyModel.Config, 1);
        var weights = new MemoryWeights("test");
        foreach (TensorInfo tensor in drawn.Tensors.Values)
            weights.Set(tensor.Name, tensor.Shape, drawn.ReadAll(tensor));
        weights.Set("our_classifier.bias", drawn.Tensors["our_classifier.bias"].Shape, [0, 0, float.NaN, 0, 0, 0, 0]);
        ModelConverter.Write(folder["nan"], weights, TinyModel.Config, EmotionLabels.Dfew, "test", half: false, null, default);
        CliRun run = CliRun.Of("predict", "--model", folder["nan"], "--audio", TestFiles.Voice, "--json");
        StringAssert.Contains(run.Failure(ExitCode.BadInput), folder["nan"]);
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetSingle())];

    /// <summary>A second of one value, as float32.</summary>
    private static byte[] FloatWav(int rate, float value)
    {
        byte[] data = new byte[4 * rate];
        MemoryMarshal.Cast<byte, float>(data.AsSpan()).Fill(value);
        return TestClips.Wav(3, 1, rate, 32, data);
    }
}
