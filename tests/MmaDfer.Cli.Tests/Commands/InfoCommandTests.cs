using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class InfoCommandTests
{
    [TestMethod]
    public void JsonDescribesTheWholeFile()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        JsonElement json = CliRun.Of("info", model, "--json").Json();
        Assert.AreEqual("model", json.GetProperty("kind").GetString());
        Assert.AreEqual(32, json.GetProperty("imageSize").GetInt32());
        CollectionAssert.AreEqual(
            (string[])["happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear"],
            json.GetProperty("labels").EnumerateArray().Select(l => l.GetString()).ToArray());
        Assert.AreEqual(64, json.GetProperty("encodersSha256").GetString()!.Length);
        JsonElement[] tensors = [.. json.GetProperty("tensors").EnumerateArray()];
        Assert.HasCount(json.GetProperty("tensorCount").GetInt32(), tensors);
        long elements = tensors.Sum(t => t.GetProperty("shape").EnumerateArray().Aggregate(1L, (n, size) => n * size.GetInt32()));
        Assert.AreEqual(json.GetProperty("parameters").GetInt64(), elements);
    }

    [TestMethod]
    public void TheTableListsTensorsOnlyWhenAsked()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        const string tensor = "image_encoder.blocks.0.attn.qkv.weight";
        StringAssert.Contains(CliRun.Of("info", model, "--tensors").Output, tensor);
        string plain = CliRun.Of("info", model).Output;
        Assert.DoesNotContain(tensor, plain);
        StringAssert.Contains(plain, "32 x 32 pixels");
        // In a pipe a long path is not broken.
        StringAssert.Contains(plain, model);
    }
}
