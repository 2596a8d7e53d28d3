using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class InitCommandTests
{
    [TestMethod]
    public void TheSameSeedGivesTheSameUntrainedModel()
    {
        using var folder = new TemporaryFolder();
        string face = Encoder(folder["face.safetensors"], "image_encoder.", 14 * 14);
        string audio = Encoder(folder["audio.safetensors"], "audio_model.", 64 * 8);
        string[] Line(string output, string seed) =>
            ["init", "--face", face, "--audio", audio, folder[output], "--image-size", "48", "--labels", "calm,stressed", "--seed", seed, "--json"];
        JsonElement json = CliRun.Of(Line("one", "5")).Json();
        Assert.AreEqual(48, json.GetProperty("imageSize").GetInt32());
        Assert.AreEqual("stressed", json.GetProperty("labels")[1].GetString());
        Assert.AreEqual("false", json.GetProperty("metadata").GetProperty("trained").GetString());
        CliRun.Of(Line("two", "5")).Json();
        CliRun.Of(Line("three", "6")).Json();
        byte[] first = File.ReadAllBytes(folder["one"]);
        CollectionAssert.AreEqual(first, File.ReadAllBytes(folder["two"]));
        CollectionAssert.AreNotEqual(first, File.ReadAllBytes(folder["three"]));
    }

    [TestMethod]
    public void ScalingAndLicenceCanBeStated()
    {
        using var folder = new TemporaryFolder();
        string face = Encoder(folder["face.safetensors"], "image_encoder.", 14 * 14);
        string audio = Encoder(folder["audio.safetensors"], "audio_model.", 64 * 8);
        string[] line = ["init", "--face", face, "--audio", audio, folder["out"], "--image-size", "48", "--labels", "calm,stressed"];
        JsonElement json = CliRun.Of([.. line, "--face-scaling", "signed", "--license", "MIT", "--json"]).Json();
        Assert.AreEqual("MIT", json.GetProperty("license").GetString());
        Assert.AreEqual("Face encoder: Its frames are scaled as it learned them, (x - 0.5) / 0.5: stated.", json.GetProperty("remarks")[0].GetString());
        CliRun table = CliRun.Of(line);
        Assert.AreEqual(ExitCode.Done, table.Code, table.Error);
        StringAssert.Contains(table.Output, "Licence");
        StringAssert.Contains(table.Output, "not stated");
        StringAssert.Contains(table.Output, "guessed by its tensors");
        StringAssert.Contains(CliRun.Of([.. line, "--face-scaling", "other"]).Misuse(), "must be one of unit, signed, imagenet");
        JsonElement converted = CliRun.Of("convert", folder["out"], folder["converted"], "--license", "CC0-1.0", "--json").Json();
        Assert.AreEqual("CC0-1.0", converted.GetProperty("license").GetString());
    }

    [TestMethod]
    public void AFileThatIsNotAnEncoderIsNamed()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        string failure = CliRun.Of("init", "--face", model, "--audio", model, folder["out"], "--image-size", "112", "--labels", "dfew")
            .Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, model);
        Assert.HasCount(1, folder.Names());
    }

    /// <summary>A pretrained encoder, as the small network has it.</summary>
    private static string Encoder(string path, string prefix, int patches)
    {
        WeightStore drawn = new DrawnWeights(TinyModel.Config, 1);
        var encoder = new MemoryWeights(path);
        foreach (NetworkTensor tensor in NetworkTensors.Of(TinyModel.Config).Where(t => !t.Trained && t.Used && t.Name.StartsWith(prefix)))
            encoder.Set(tensor.Name[prefix.Length..], tensor.Shape, drawn.ReadAll(drawn.Tensors[tensor.Name]));
        int width = TinyModel.Config.Width;
        encoder.Set("pos_embed", new Shape(1, 1 + patches, width), new float[(1 + patches) * width]);
        SafetensorsWriter.Write(path, encoder, [.. encoder.Tensors.Values], false, new Dictionary<string, string>(), null, default);
        return path;
    }
}
