using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Labels that a model does not know are errors; they replace its classifier only on request.</summary>
[TestClass]
public sealed class TrainingLabelTests : SmallTraining
{
    private static readonly string[] s_own = ["happiness", "sadness", "anger"];

    [TestMethod]
    [DataRow("happiness,sadness,hapiness", "(line|in line) 4 .*'hapiness'.*did you mean 'happiness'")]
    [DataRow("happy,sadness,anger", "line 2 .*'happy'.*did you mean 'happiness'")]
    [DataRow("sadness,sad,sad", "lines 3 and 4 .*'sad'.*did you mean 'sadness'")]
    [DataRow("happiness,sadness,boredom", "line 4 .*'boredom'")]
    [DataRow("1,2,7", "'contempt' \\(written 7\\)")]
    public void AnUnknownLabelIsRefusedWithItsLine(string labels, string expected)
    {
        ClipDataset clips = Labelled("train", labels.Split(','));
        var error = Assert.ThrowsExactly<TrainingException>(
            () => Train(Small(labels: [.. s_own, "surprise", "disgust", "fear", "neutral"]), clips, null, "out", Quick));
        StringAssert.Matches(error.Message, new(expected));
        StringAssert.Contains(error.Message, "which the model does not know");
        Assert.DoesNotContain("\n", error.Message);
        Assert.IsFalse(File.Exists(Folder["out", AdapterTrainer.AdapterName]));
        // It is also refused in validation clips.
        var judged = Assert.ThrowsExactly<TrainingException>(
            () => Train(Small(labels: s_own), Labelled("good", s_own), clips, "out", Quick));
        StringAssert.Contains(judged.Message, "which the model does not know");
    }

    [TestMethod]
    public void WithOtherLabelsAWarningListsTheNewClasses()
    {
        string model = Small(labels: s_own);
        ClipDataset clips = Labelled("train", "happiness", "sadness", "sadness", "anger", "angr");
        var told = new List<string>();
        TrainingResult result = Train(
            model, clips, null, "out", Quick with { Labels = [.. s_own, "angr", "calm"], Warnings = new Listener(told.Add) });
        string warning = result.Warnings.Single(w => w.StartsWith("The classifier starts from random values", StringComparison.Ordinal));
        StringAssert.Contains(warning, "happiness: 1 clip, sadness: 2 clips, anger: 1 clip, angr: 1 clip (did you mean 'anger'?), calm: no clips");
        CollectionAssert.AreEqual(result.Warnings.ToArray(), told);
        // With the labels of the model, in any case, the classifier is kept.
        ClipDataset own = Labelled("own", s_own);
        Assert.IsEmpty(Train(model, own, null, "same", Quick with { Labels = ["Happiness", "SADNESS", "anger"] }).Warnings);
    }

    [TestMethod]
    public void NumbersThatStartAtOneGiveAWarning()
    {
        ClipDataset clips = ClipDataset.FromCsv(Write("train", "1", "2", "1"), s_own);
        StringAssert.Contains(
            Train(Small(labels: s_own), clips, null, "out", Quick).Warnings.Single(), "No clip has the label 0 (happiness)");
        ClipDataset zero = ClipDataset.FromCsv(Write("zero", "0", "2", "1"), s_own);
        Assert.IsEmpty(Train(Small(labels: s_own), zero, null, "zero out", Quick).Warnings);
    }

    private ClipDataset Labelled(string name, params string[] labels) => ClipDataset.FromCsv(Write(name, labels));

    private string Write(string name, params string[] labels)
    {
        string csv = TestClips.WriteLearnable(Folder[name], labels.Length, 1);
        File.WriteAllText(csv, "path,label,audio\n" + string.Concat(labels.Select((l, i) => $"{i}.y4m,{l},{i}.wav\n")), Encoding.UTF8);
        return csv;
    }
}
