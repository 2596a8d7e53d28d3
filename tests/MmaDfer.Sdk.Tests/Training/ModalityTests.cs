using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Training with only one modality.</summary>
[TestClass]
public sealed class ModalityTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    [DataRow(Modality.Video, "image_encoder.", "audio_model.")]
    [DataRow(Modality.Audio, "audio_model.", "image_encoder.")]
    public void TheOtherEncoderAndTheFusionDoNotChange(Modality modality, string own, string other)
    {
        string model = Small();
        TrainingResult result = Train(model, 6, new() { Modality = modality, TrainableSet = TrainableSet.All, Epochs = 1, BatchSize = 3, DropPath = 0.2 });
        using AdapterFile adapter = AdapterFile.Open(result.AdapterPath);
        string[] names = [.. adapter.Weights.Tensors.Keys];
        Assert.IsTrue(names.Any(n => n.StartsWith(own, StringComparison.Ordinal)));
        Assert.IsTrue(names.Contains("our_classifier.weight") && names.Contains("vision_proj.weight"));
        Assert.IsFalse(names.Any(n => n.StartsWith(other, StringComparison.Ordinal) || n.Contains("temporal_pre", StringComparison.Ordinal)));

        // The adapter merges into the whole model like any other.
        ModelConverter.Merge(model, result.AdapterPath, _folder["merged"]);
        using ModelFile before = ModelFile.Open(model), after = ModelFile.Open(_folder["merged"]);
        foreach (string name in before.Weights.Tensors.Keys.Where(n => n.EndsWith("attn.qkv.weight", StringComparison.Ordinal)))
        {
            float[] was = before.Weights.ReadAll(before.Weights.Tensors[name]), now = after.Weights.ReadAll(after.Weights.Tensors[name]);
            Assert.AreEqual(name.StartsWith(own, StringComparison.Ordinal), !was.SequenceEqual(now), name);
        }
    }

    [TestMethod]
    public void AVideoOnlyNetworkLearnsFromFramesAndNotFromAudio()
    {
        // The label combines a colour, which the frames show, and a pitch, which only the audio has.
        TrainingResult result = Train(Small(), 48, new()
        {
            Modality = Modality.Video, TrainableSet = TrainableSet.All, Epochs = 5, BatchSize = 4, LearningRate = 3e-3, WarmupSteps = 10, DropPath = 0, MaxGradientNorm = 1,
        });
        double loss = result.Epochs[^1].Loss, first = result.Epochs[0].Loss;
        Assert.IsLessThan(first, loss);
        Assert.IsGreaterThan(0.3, loss, "A network without audio cannot know the pitch.");
    }

    [TestMethod]
    public void ModalityDropoutWithOneModalityIsRefused()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => Train(Small(), 6, new() { Modality = Modality.Video, ModalityDropout = 0.1, BatchSize = 3 }));
        StringAssert.Contains(error.Message, "The modality dropout must be 0 if Video is the only modality.");
    }

    private string Small() => TinyModel.WriteTrainable(_folder);

    private TrainingResult Train(string model, int clips, TrainingOptions options) => AdapterTrainer.Train(
        model, ClipDataset.FromCsv(TestClips.WriteLearnable(_folder["train"], clips, 1)), null, _folder["out"],
        options with { Engine = new MmaDfer.Sdk.Engines.CpuEngine(2) });
}
