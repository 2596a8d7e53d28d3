using System.Text;
using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Evaluation;

[TestClass]
public sealed class EvaluatorTests
{
    private static readonly string[] s_labels = [.. EmotionLabels.Dfew];

    [TestMethod]
    public void AnOfficialListGivesTheLogitsOfTheAuthors()
    {
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        JsonElement clips = Goldens.Json("e2e", "expected.json").GetProperty("clips");
        string list = folder.Write("list.txt", Encoding.UTF8.GetBytes(string.Concat(clips.EnumerateObject().Select(c =>
            $"/data/DFEW/clip_224x224/{c.Name.PadLeft(5, '0')} {c.Value.GetProperty("frames").GetInt32()} 3\n"))));
        ModelConverter.Convert(Goldens.Path("checkpoints", "official_tiny.pth"), folder["tiny.safetensors"]);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(folder["tiny.safetensors"]);
        EvaluationResult result = Evaluator.Evaluate(recognizer, ClipDataset.FromDfewList(list, Goldens.Path("e2e")));
        Assert.HasCount(3, result.Clips);
        foreach ((JsonProperty expected, EvaluatedClip found) in clips.EnumerateObject().Zip(result.Clips))
        {
            Assert.AreEqual(expected.Name.PadLeft(5, '0'), found.Id);
            Closeness.Assert([.. expected.Value.GetProperty("logits").EnumerateArray().Select(l => l.GetSingle())], found.Logits.ToArray(), 5e-5, expected.Name);
        }
    }

    [TestMethod]
    [DataRow(Modality.Both, false)]
    [DataRow(Modality.Both, true)]
    [DataRow(Modality.Audio, false)]
    [DataRow(Modality.Video, false)]
    public void EachPredictionMatchesTheRecognizer(Modality modality, bool twoClip)
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path), twin = EmotionRecognizer.Load(model.Path, new() { TwoClip = twoClip });
        var set = new ClipDataset(s_labels, TestClips.WriteNoiseSet(folder, 5, frames: 40).Clips);
        var shares = new List<double>();
        EvaluationResult result = Evaluator.Evaluate(
            recognizer, set, new EvaluationOptions { Modality = modality, TwoClip = twoClip }, new Report(shares.Add));
        CollectionAssert.AreEqual(new[] { 0.2, 0.4, 0.6, 0.8, 1 }, shares);
        Assert.HasCount(5, result.Clips);
        for (int i = 0; i < 5; i++)
        {
            LabeledClip clip = set.Clips[i];
            using IFrameSource? frames = modality == Modality.Audio ? null : FrameSource.Open(clip.FramesPath!);
            using IAudioSource? audio = modality == Modality.Video ? null : AudioSource.Open(clip.AudioPath!);
            EmotionPrediction expected = twin.Recognize(frames, audio);
            CollectionAssert.AreEqual(expected.Probabilities.ToArray(), result.Clips[i].Probabilities.ToArray());
            Assert.AreEqual(expected.Label, recognizer.Labels[result.Clips[i].Predicted]);
            Assert.AreEqual((clip.Id, clip.Label), (result.Clips[i].Id, result.Clips[i].Label));
            Assert.AreEqual(1, result.Clips.Count(c => c.Id == clip.Id));
        }
        Assert.AreEqual(100.0 * result.Clips.Count(c => c.Label == c.Predicted) / 5, result.Metrics.War, 1e-9);
        Assert.AreEqual(5, result.Confusion.Total);
    }

    [TestMethod]
    public void AClipThatLacksTheOnlyModalityCounts()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path);
        var set = new ClipDataset(s_labels, [TestClips.WriteNoise(folder, "silent", 2, 4, samples: 0), TestClips.WriteNoise(folder, "faceless", 2, 0)]);
        Assert.HasCount(2, Evaluator.Evaluate(recognizer, set, new() { Modality = Modality.Audio }).Clips);
        Assert.HasCount(2, Evaluator.Evaluate(recognizer, set, new() { Modality = Modality.Video }).Clips);
    }

    [TestMethod]
    public void AMissingModalityIsRefusedIfAllClipsLackItAndCountedOtherwise()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path);
        LabeledClip silent = TestClips.WriteNoise(folder, "silent", 2, 4, samples: 0), faceless = TestClips.WriteNoise(folder, "faceless", 2, 0);
        // The same file for both, which has no audio.
        LabeledClip video = silent with { Id = "video", AudioPath = silent.FramesPath };
        string Fault(Modality modality, params LabeledClip[] clips) => Assert.ThrowsExactly<DatasetException>(
            () => Evaluator.Evaluate(recognizer, new ClipDataset(s_labels, clips), new() { Modality = modality })).Message;
        StringAssert.StartsWith(Fault(Modality.Audio, silent, video), "0 of 2 clips have audio");
        StringAssert.StartsWith(Fault(Modality.Video, faceless), "0 of 1 clips have frames");
        string[] Warnings(Modality modality, params LabeledClip[] clips) =>
            [.. Evaluator.Evaluate(recognizer, new ClipDataset(s_labels, clips), new() { Modality = modality }).Warnings];
        StringAssert.StartsWith(Warnings(Modality.Audio, silent, faceless).Single(), "1 of 2 clips have audio");
        StringAssert.StartsWith(Warnings(Modality.Video, silent, video, faceless).Single(), "2 of 3 clips have frames");
        Assert.HasCount(2, Warnings(Modality.Both, silent, faceless));
        Assert.IsEmpty(Warnings(Modality.Both, TestClips.WriteNoise(folder, "whole", 2, 4)));
    }

    [TestMethod]
    public void WarningsOfClipsAreSaidOnceWithTheirNumber()
    {
        using var folder = new TemporaryFolder();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"));
        string[] labels = ["anger"];
        // The model learned 16 kHz: two clips of 8000 and one of 11025 Hz are of one kind. One file says that it is longer than it is.
        LabeledClip Clip(string name, int rate, bool cut = false)
        {
            short[] samples = [.. Enumerable.Range(0, rate).Select(i => (short)(8000 * Math.Sin(0.3 * i)))];
            byte[] wav = TestClips.Wav(rate, samples);
            return TestClips.WriteNoise(folder, name, 0, 4, samples: 0) with { AudioPath = folder.Write(name + ".wav", cut ? wav[..^2000] : wav) };
        }
        // Few clips give rise to other warnings.
        string[] Warnings(EvaluationOptions? options, params LabeledClip[] clips) =>
            [.. Evaluator.Evaluate(recognizer, new ClipDataset(labels, clips), options).Warnings.Where(w => w.Contains(" warning", StringComparison.Ordinal))];
        LabeledClip[] good = [Clip("good 1", 16000), Clip("good 2", 48000)];
        Assert.IsEmpty(Warnings(null, good));
        string[] warnings = Warnings(null, [Clip("low 1", 8000), .. good, Clip("cut", 16000, cut: true), Clip("low 2", 11025), Clip("low 3", 8000)]);
        Assert.HasCount(2, warnings, string.Join('\n', warnings));
        StringAssert.Matches(warnings[0], new(@"^3 of 6 clips have a warning such as: .*low 1\.wav.* has a sample rate of 8000 Hz, but the model learned 16000 Hz"));
        StringAssert.Matches(warnings[1], new(@"^1 of 6 clips has a warning: .*cut\.wav"));
        // What is not read is not warned of.
        Assert.IsEmpty(Warnings(new() { Modality = Modality.Video }, Clip("low 4", 8000)));
    }

    [TestMethod]
    public void LabelsAreMatchedByName()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path);
        LabeledClip[] clips = [TestClips.WriteNoise(folder, "x", 0, 2), TestClips.WriteNoise(folder, "y", 1, 2)];
        EvaluationResult result = Evaluator.Evaluate(recognizer, new ClipDataset(["Fear", "anger", "not used"], clips));
        CollectionAssert.AreEqual(new[] { 6, 3 }, result.Clips.Select(c => c.Label).ToArray());
        string message = Assert.ThrowsExactly<DatasetException>(() => Evaluator.Evaluate(recognizer, new ClipDataset(["fear", "calm"], clips))).Message;
        StringAssert.Contains(message, "'y' has the label 'calm', which the model does not know; it knows happiness");
    }

    [TestMethod]
    public void UnreadableClipsAreSkippedUnlessThereAreTooMany()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path);
        var set = new ClipDataset(s_labels, TestClips.WriteNoiseSet(folder, 20, frames: 2).Clips);
        File.Delete(set.Clips[4].FramesPath!);
        EvaluationResult result = Evaluator.Evaluate(recognizer, set);
        Assert.HasCount(19, result.Clips);
        Assert.AreEqual("clip4", result.Skipped.Single().Id);
        StringAssert.Contains(result.Skipped.Single().Reason, "does not exist");
        File.Delete(set.Clips[7].FramesPath!);
        Assert.ThrowsExactly<DatasetException>(() => Evaluator.Evaluate(recognizer, set));
    }

    [TestMethod]
    public void AnEvaluationCanBeCancelled()
    {
        using var folder = new TemporaryFolder();
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path);
        var set = new ClipDataset(s_labels, TestClips.WriteNoiseSet(folder, 9, frames: 2).Clips);
        using var stop = new CancellationTokenSource();
        int reports = 0;
        Assert.Throws<OperationCanceledException>(() => Evaluator.Evaluate(recognizer, set, null, new Report(_ =>
        {
            reports++;
            stop.Cancel();
        }), stop.Token));
        Assert.IsTrue(reports <= 3, $"{reports} clips were done after the cancellation.");
    }

    private sealed class Report(Action<double> action) : IProgress<double>
    {
        void IProgress<double>.Report(double value) => action(value);
    }
}
