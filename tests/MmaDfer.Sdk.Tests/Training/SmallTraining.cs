using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Trainings of about a second, in a temporary folder.</summary>
public abstract class SmallTraining
{
    private protected TemporaryFolder Folder { get; } = new();

    [TestCleanup]
    public void Delete() => Folder.Dispose();

    private protected static TrainingOptions Quick { get; } = new() { Engine = new CpuEngine(2), Epochs = 2, BatchSize = 3 };

    private protected string Small(ulong seed = 1, string[]? labels = null) =>
        TinyModel.WriteTrainable(Folder, seed, labels ?? [.. TestClips.LearnableLabels.Order(StringComparer.Ordinal)]);

    private protected ClipDataset Clips(string name, int count, ulong seed) => ClipDataset.FromCsv(TestClips.WriteLearnable(Folder[name], count, seed));

    private protected TrainingResult Train(
        string model, ClipDataset clips, ClipDataset? held, string name, TrainingOptions options,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        AdapterTrainer.Train(model, clips, held, Folder[name], options, progress, cancellationToken);
}
