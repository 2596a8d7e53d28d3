using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>A training neither overwrites nor mixes up the files of another training.</summary>
[TestClass]
public sealed class TrainingFolderTests : SmallTraining
{
    [TestMethod]
    public void AFinishedTrainingIsOverwrittenOnlyOnRequest()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        Train(model, clips, null, "out", Quick);
        byte[] first = File.ReadAllBytes(Folder["out", AdapterTrainer.AdapterName]);
        StringAssert.Contains(
            Assert.ThrowsExactly<TrainingException>(() => Train(model, clips, null, "out", Quick with { Seed = 2 })).Message, "already contains a training");
        // Any one of the files is enough to refuse the folder.
        foreach (string name in (string[])[AdapterTrainer.AdapterName, AdapterTrainer.StateName, AdapterTrainer.LossesName])
        {
            Directory.CreateDirectory(Folder["only"]);
            File.Copy(Folder["out", name], Folder["only", name]);
            StringAssert.Contains(Assert.ThrowsExactly<TrainingException>(() => Train(model, clips, null, "only", Quick)).Message, name);
            File.Delete(Folder["only", name]);
        }
        CollectionAssert.AreEqual(first, File.ReadAllBytes(Folder["out", AdapterTrainer.AdapterName]));
        Train(model, clips, null, "out", Quick with { Seed = 2, Overwrite = true });
        CollectionAssert.AreNotEqual(first, File.ReadAllBytes(Folder["out", AdapterTrainer.AdapterName]));
    }

    [TestMethod]
    public void ASecondTrainingInTheSameFolderIsRefused()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        int tried = 0;
        Train(model, clips, null, "out", Quick, new Callback(_ =>
        {
            foreach (TrainingOptions options in (TrainingOptions[])[Quick, Quick with { Resume = true }, Quick with { Overwrite = true }])
            {
                StringAssert.Contains(
                    Assert.ThrowsExactly<TrainingException>(() => Train(model, clips, null, "out", options)).Message, "another training is running in this folder");
                tried++;
            }
        }));
        Assert.IsGreaterThan(0, tried);
        // The lock ends with the training.
        Train(model, clips, null, "out", Quick with { Overwrite = true });
    }

    [TestMethod]
    public void ResumingWithChangedFilesIsRefused()
    {
        string model = Small(), csv = TestClips.WriteLearnable(Folder["train"], 6, 1);
        ClipDataset clips = ClipDataset.FromCsv(csv), held = Clips("held", 3, 2);
        Train(model, clips, held, "out", Quick);
        TrainingOptions resume = Quick with { Resume = true };
        void Refused(ClipDataset data, string named) => StringAssert.Contains(
            Assert.ThrowsExactly<TrainingException>(() => Train(model, data, held, "out", resume)).Message, named);

        // Another size, another time, another audio file, or none.
        string audio = Folder["train", "2.wav"];
        (byte[] bytes, DateTime time) = (File.ReadAllBytes(audio), File.GetLastWriteTimeUtc(audio));
        File.WriteAllBytes(audio, bytes[..^2]);
        File.SetLastWriteTimeUtc(audio, time);
        Refused(clips, "files of the training clips");
        File.WriteAllBytes(audio, bytes);
        File.SetLastWriteTimeUtc(audio, time.AddSeconds(1));
        Refused(clips, "files of the training clips");
        File.SetLastWriteTimeUtc(audio, time);
        Refused(new ClipDataset(clips.Labels, [.. clips.Clips.Select((c, i) => i == 0 ? c with { AudioPath = clips.Clips[1].AudioPath } : c)]), "files of the training clips");
        Refused(new ClipDataset(clips.Labels, [.. clips.Clips.Select(c => c with { AudioPath = null })]), "files of the training clips");
        File.SetLastWriteTimeUtc(Folder["held", "0.y4m"], time.AddDays(1));
        Refused(clips, "files of the validation clips");
        File.SetLastWriteTimeUtc(Folder["held", "0.y4m"], time);
    }

    private sealed class Callback(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
