using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Cli.Tests.Cases;

/// <summary>Model files and lists of clips that are refused, each in a sentence that says what is wrong and what would be right.</summary>
[TestClass]
public sealed class ModelCaseTests
{
    [TestMethod]
    [DataRow("07_whole_nn_module.pth", "a whole module", "model.state_dict()")]
    [DataRow("26_git_lfs_pointer.safetensors", "a Git LFS pointer", "git lfs pull")]
    [DataRow("27_sharded_index.json", "shards", "save it as one file")]
    public void AFileThatIsNotAModelIsIdentified(string file, params string[] words)
    {
        using var folder = new TemporaryFolder();
        string sentence = CliRun.Of("convert", CaseFiles.Model(file), folder["out.safetensors"]).Failure(ExitCode.BadInput);
        foreach (string word in (string[])[file, .. words])
            StringAssert.Contains(sentence, word);
        Assert.IsEmpty(folder.Names());
    }

    [TestMethod]
    [DataRow("21_label_typo.csv", "line 6", "'hapiness'", "did you mean 'happiness'?")]
    [DataRow("23_one_number_too_high.csv", "line 3", "'9'", "a number between 0 and 6")]
    public void AnUnknownLabelIsNamedWithItsRow(string list, params string[] words)
    {
        using var folder = new TemporaryFolder();
        string data = CaseFiles.WithClips(folder, CaseFiles.Model(list));
        foreach (string[] command in (string[][])[["finetune", "--out", folder["out"], "--epochs", "1"], ["evaluate"]])
        {
            string sentence = CliRun.Of([.. command, "--model", TestFiles.DemoModel, "--data", data]).Failure(ExitCode.BadInput);
            foreach (string word in words)
                StringAssert.Contains(sentence, word);
        }
        Assert.IsFalse(File.Exists(Path.Combine(folder["out"], AdapterTrainer.StateName)));
    }

    [TestMethod]
    public void AudioAloneNeedsClipsWithAudio()
    {
        using var folder = new TemporaryFolder();
        string data = CaseFiles.WithClips(folder, CaseFiles.Model("25_test_without_audio.csv"));
        string sentence = CliRun.Of("evaluate", "--model", TestFiles.DemoModel, "--modality", "audio", "--data", data).Failure(ExitCode.BadInput);
        StringAssert.Contains(sentence, "0 of 42 clips have audio");
    }

    [TestMethod]
    public void AMissingListIsFoundBeforeTheFirstFold()
    {
        // The clips of the lists that are there are not: whoever began with the first fold would complain of them.
        string sentence = CliRun.Of("evaluate", "--model", TestFiles.DemoModel, "--data", CaseFiles.Model("31_folds/set_{}.csv"), "--folds", "1-5")
            .Failure(ExitCode.BadInput);
        StringAssert.Contains(sentence, "set_4.csv");
    }
}
