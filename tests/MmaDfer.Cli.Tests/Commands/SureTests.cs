using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

/// <summary>The confidence from which a model is sure: found, written into its file, shown.</summary>
[TestClass]
public sealed class SureTests
{
    [TestMethod]
    public void ReadingsBelowTheConfidenceOfTheFileAreUnsure()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), sure = folder["sure.safetensors"];
        JsonElement[] plain = Watched(model);
        Assert.IsFalse(plain.Any(l => JsonLines.Has(l, "unsure")), "The file names no confidence.");
        double middle = plain.Where(IsLabelled).Select(l => l.GetProperty("confidence").GetDouble()).Order().ElementAt(plain.Count(IsLabelled) / 2);
        string text = FormattableString.Invariant($"{middle:0.######}");
        JsonElement info = CliRun.Of("convert", model, sure, "--sure-from", text, "--json").Json();
        Assert.AreEqual(middle, double.Parse(info.GetProperty("metadata").GetProperty("sure_from").GetString()!, System.Globalization.CultureInfo.InvariantCulture), 1e-5);
        JsonElement[] marked = Watched(sure);
        int unsure = 0;
        foreach (JsonElement line in marked)
        {
            double confidence = line.GetProperty("confidence").GetDouble();
            if (Math.Abs(confidence - middle) > 1e-5)
                Assert.AreEqual(IsLabelled(line) && confidence < middle, JsonLines.Has(line, "unsure"), $"{confidence}");
            unsure += JsonLines.Has(line, "unsure") ? 1 : 0;
        }
        Assert.IsInRange(1, marked.Length - 2, unsure);
        // Another conversion keeps it.
        string again = folder["again.safetensors"];
        CliRun.Of("convert", sure, again, "--json").Json();
        Assert.AreEqual(unsure, Watched(again).Count(l => JsonLines.Has(l, "unsure")));
        foreach (string wrong in (string[])["0", "1.01", "nan", "x"])
            StringAssert.Contains(CliRun.Of("convert", model, sure, "--sure-from", wrong).Misuse(), "--sure-from");
    }

    [TestMethod]
    public void TheConfidenceIsFoundOnClips()
    {
        using var folder = new TemporaryFolder();
        string list = folder["clips.csv"];
        string clips = Path.Combine(AppContext.BaseDirectory, "quickstart");
        File.WriteAllText(list, "path,label,audio\n" + string.Concat(((string[])["fear", "happiness", "surprise"]).Select(e => $"{clips}/{e}.y4m,{e},{clips}/{e}.wav\n")));
        JsonElement found = CliRun.Of("evaluate", "--model", "demo", "--data", list, "--sure", "0.9", "--json").Json();
        Assert.IsInRange(0.2, 1, found.GetProperty("sureFrom").GetDouble());
        // Nothing is right here, so no confidence is enough.
        File.WriteAllText(list, "path,label,audio\n" + string.Concat(((string[])["fear", "happiness", "surprise"]).Select(e => $"{clips}/{e}.y4m,disgust,{clips}/{e}.wav\n")));
        Assert.AreEqual(JsonValueKind.Null, CliRun.Of("evaluate", "--model", "demo", "--data", list, "--sure", "0.9", "--json").Json().GetProperty("sureFrom").ValueKind);
        StringAssert.Contains(CliRun.Of("evaluate", "--model", "demo", "--data", list, "--sure", "0.9").Output, "No confidence is enough for 90 %");
    }

    [TestMethod]
    public void ACameraIsWatchedWithTheStarterModel()
    {
        RequiredTools.Ffmpeg();
        StringAssert.Contains(CliRun.Of("watch", "--media", "x.mp4").Misuse(), "'--model' is required without a camera");
        StringAssert.Contains(CliRun.Of("watch", "--microphone", "x").Misuse(), "'--model' is required without a camera");
        string[] words = ["watch", "--camera", "lavfi:testsrc=size=64x48:rate=25", "--face-model", "none", "--seconds", "2"];
        CliRun run = CliRun.Of(words);
        StringAssert.Contains(run.Error, "never use it for decisions about people");
    }

    private static bool IsLabelled(JsonElement line) => line.GetProperty("label").ValueKind != JsonValueKind.Null;

    private static JsonElement[] Watched(string model) =>
        JsonLines.Of(CliRun.Of("watch", "--model", model, "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--face-model", "none", "--json"));
}
