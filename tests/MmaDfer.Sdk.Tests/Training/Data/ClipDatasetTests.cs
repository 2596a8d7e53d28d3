using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class ClipDatasetTests
{
    [TestMethod]
    public void AFolderPerLabelMayContainVideosFoldersAndAudioFiles()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["Anger/two", "fear", ".git/hooks"])
            Directory.CreateDirectory(folder[name]);
        foreach (string name in (string[])["Anger/one.y4m", "Anger/one.wav", "Anger/two.wav", "Anger/.hidden.mp4", "fear/three.mp4", "fear/four.wav", "notes.txt"])
            folder.Write(name, "x"u8);
        ClipDataset set = ClipDataset.Parse(folder.Path);
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToList(), set.Labels.ToList());
        (string, int, string?, string?)[] expected =
        [
            ("Anger/one.y4m", 3, folder["Anger/one.y4m"], folder["Anger/one.wav"]),
            ("Anger/two", 3, folder["Anger/two"], folder["Anger/two.wav"]),
            ("fear/four.wav", 6, null, folder["fear/four.wav"]),
            ("fear/three.mp4", 6, folder["fear/three.mp4"], folder["fear/three.mp4"]),
        ];
        CollectionAssert.AreEqual(expected, set.Clips.Select(c => (c.Id, c.Label, c.FramesPath, c.AudioPath)).ToArray());
        Assert.AreEqual(1, ClipDataset.FromFolder(folder.Path, ["fear", "anger"]).Clips[0].Label);
        StringAssert.Contains(
            Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromFolder(folder.Path, ["fear"])).Message, "the label 'Anger' is unknown");
    }

    [TestMethod]
    public void OtherFilesBesideClipsAreIgnored()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["anger/clip.txt", "anger/@eaDir", "__MACOSX/anger"])
            Directory.CreateDirectory(folder[name]);
        foreach (string name in (string[])
            [
                "anger/a.mkv", "anger/Thumbs.db", "anger/.DS_Store", "anger/desktop.ini", "anger/a.srt", "anger/a.EN.VTT", "anger/a.txt", "anger/labels.csv",
                "anger/._a.mkv", "anger/README.md", "desktop.ini", "__MACOSX/anger/b.mkv", "anger/@eaDir/a.mkv",
            ])
        {
            folder.Write(name, "x"u8);
        }
        ClipDataset set = ClipDataset.FromFolder(folder.Path);
        // A folder of images may have any name.
        CollectionAssert.AreEqual(new[] { "anger/a.mkv", "anger/clip.txt" }, set.Clips.Select(c => c.Id).ToArray());
    }

    [TestMethod]
    public void AudioFilesWithTheSameNameAreNamed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["anger"]);
        folder.Write("anger/a.wav", "x"u8);
        folder.Write("anger/a.WAV", "x"u8);
        if (Directory.GetFiles(folder["anger"]).Length == 1)
            Assert.Inconclusive("SKIPPED: this file system ignores case.");
        string message = Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromFolder(folder.Path)).Message;
        StringAssert.Contains(message, "a.wav");
        StringAssert.Contains(message, "a.WAV");
        StringAssert.Contains(message, "can be the audio of 'a'");
        File.Delete(folder["anger/a.WAV"]);
        folder.Write("anger/a.mkv", "x"u8);
        folder.Write("anger/a.mp4", "x"u8);
        StringAssert.Contains(
            Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromFolder(folder.Path)).Message, "may belong to 'a.mkv' or to 'a.mp4'");
    }

    [TestMethod]
    public void InvalidFoldersAreNamed()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromFolder(folder.Path)).Message, "has no subfolders");
        Directory.CreateDirectory(folder["calm"]);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromFolder(folder.Path)).Message, "are empty");
        folder.Write("calm/1.png", "x"u8);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromFolder(folder.Path)).Message, "a separate folder");
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromFolder(folder["none"])).Message, "the folder does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.Parse(folder["none"])).Message, "the file does not exist");
    }

    [TestMethod]
    public void AListInAFolderIsSuggested()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["clips"]);
        folder.Write("clips/one.y4m", "x"u8);
        folder.Write("clips.csv", "path,label\nclips/one.y4m,fear\n"u8);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.Parse(folder.Path)).Message, $"name the list itself ({folder["clips.csv"]})");
        // If the folders are not labels, a list with any name is suggested.
        File.Move(folder["clips.csv"], folder["mine.csv"]);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.Parse(folder.Path, null, EmotionLabels.Dfew)).Message, $"did you mean {folder["mine.csv"]}?");
    }

    [TestMethod]
    public void FoldersNumberedFromOneAreRefused()
    {
        using var folder = new TemporaryFolder();
        foreach (int number in (int[])[1, 2, 3])
        {
            Directory.CreateDirectory(folder[$"{number}"]);
            folder.Write($"{number}/one.y4m", "x"u8);
        }
        StringAssert.Contains(
            Assert.ThrowsExactly<DatasetException>(() => ClipDataset.Parse(folder.Path, null, ["calm", "tense", "bored"])).Message, "these seem to count from 1");
        StringAssert.Contains(UnknownLabels.Warning(ClipDataset.Parse(folder.Path, null, EmotionLabels.Dfew)), "No clip has the label 0 (happiness)");
    }

    [TestMethod]
    public void TheDfewListFindsFramesAndAudio()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["raw_wav"]);
        folder.Write("raw_wav/21.wav", "x"u8);
        string list = folder.Write("set_1_test.txt", "/home/user/data/DFEW/clip_224x224/00021 56 3\n\n/home/user/data/DFEW/clip_224x224/00007/ 4 0\r\n"u8);
        ClipDataset set = ClipDataset.Parse("dfew:" + list, folder.Path);
        Assert.HasCount(2, set.Clips);
        LabeledClip first = set.Clips[0];
        Assert.AreEqual(("00021", 3, 56), (first.Id, first.Label, first.FrameLimit));
        Assert.AreEqual(folder["clip_224x224", "00021"], first.FramesPath);
        Assert.AreEqual(folder["raw_wav", "21.wav"], first.AudioPath);
        Assert.AreEqual((folder["clip_224x224", "00007"], null, 4), (set.Clips[1].FramesPath, set.Clips[1].AudioPath, set.Clips[1].FrameLimit));
        Assert.AreEqual("/home/user/data/DFEW/clip_224x224/00021", ClipDataset.FromDfewList(list).Clips[0].FramesPath);
    }

    [TestMethod]
    public void TheMafwListKeepsFileNamesAndHasElevenLabels()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["clips_wav"]);
        folder.Write("clips_wav/00042.wav", "x"u8);
        string list = folder.Write("train.txt", "D:\\MAFW\\clips_faces\\00042 20 10\nclips_faces/one more 3 2\n"u8);
        ClipDataset set = ClipDataset.Parse("MAFW:" + list, folder.Path);
        Assert.AreEqual((folder["clips_faces", "00042"], folder["clips_wav", "00042.wav"], 10), (set.Clips[0].FramesPath, set.Clips[0].AudioPath, set.Clips[0].Label));
        Assert.AreEqual((folder["clips_faces", "one more"], null), (set.Clips[1].FramesPath, set.Clips[1].AudioPath));
        CollectionAssert.AreEqual(EmotionLabels.Mafw.ToList(), set.Labels.ToList());
    }

    [TestMethod]
    [DataRow("a/00001 12", "is not 'folder frames label'")]
    [DataRow("a/00001 0 3", "the number of frames '0'")]
    [DataRow("a/00001 x 3", "the number of frames 'x'")]
    [DataRow("a/00001 99999999999 3", "the number of frames")]
    [DataRow("a/00001 12 7", "the label '7' must be a number between 0 and 6")]
    [DataRow("a/00001 12 -1", "the label '-1'")]
    [DataRow("a/00001 12 7", "subtract 1 from every label")]
    [DataRow("/elsewhere/00001 12 1", "does not contain 'clip_224x224'")]
    [DataRow("\n \n", "the list has no clips")]
    [DataRow("", "the file is empty")]
    public void InvalidLinesOfOfficialListsAreNamed(string line, string message)
    {
        using var folder = new TemporaryFolder();
        string list = folder.Write("list.txt", Encoding.UTF8.GetBytes(line));
        var exception = Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromDfewList(list, folder.Path));
        StringAssert.Contains(exception.Message, message);
        StringAssert.StartsWith(exception.Message, list);
    }

    [TestMethod]
    public void ASplitKeepsTheShareOfEachLabel()
    {
        ClipDataset set = Set(200, i => i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 2, _ => null);
        DatasetSplit split = set.Split(0.2, seed: 1);
        (ClipDataset train, ClipDataset validation) = (split.Training, split.Validation);
        CollectionAssert.AreEqual(new[] { 28, 8, 4 }, Counts(validation));
        CollectionAssert.AreEqual(new[] { 112, 32, 16 }, Counts(train));
        CollectionAssert.AreEquivalent(set.Clips.ToArray(), train.Clips.Concat(validation.Clips).ToArray());
        CollectionAssert.AreEqual(Ids(validation), Ids(set.Split(0.2, 1).Validation));
        CollectionAssert.AreNotEqual(Ids(validation), Ids(set.Split(0.2, 2).Validation));
    }

    [TestMethod]
    public void ASplitKeepsGroupsTogether()
    {
        ClipDataset set = Set(300, i => i % 3, i => $"person {i / 3 % 23}");
        DatasetSplit split = set.Split(0.25, seed: 5);
        (ClipDataset train, ClipDataset validation) = (split.Training, split.Validation);
        CollectionAssert.AreEquivalent(
            Array.Empty<string>(), train.Clips.Select(c => c.Group).Intersect(validation.Clips.Select(c => c.Group)).ToArray());
        foreach (int count in Counts(validation))
            Assert.AreEqual(25, count, 5);
        StringAssert.Contains(
            Assert.ThrowsExactly<DatasetException>(() => Set(20, _ => 0, _ => "one").Split(0.3, 1)).Message, "one part would be empty");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => set.Split(1, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => set.Split(double.NaN, 1));
    }

    [TestMethod]
    public void InvalidDataSetsAreRefused()
    {
        Assert.ThrowsExactly<DatasetException>(() => new ClipDataset(["a"], []));
        Assert.ThrowsExactly<DatasetException>(() => new ClipDataset(["a"], [new LabeledClip("x", 1, "f", null)]));
        Assert.ThrowsExactly<DatasetException>(() => new ClipDataset(["a"], [new LabeledClip("x", 0, null, null)]));
    }

    private static ClipDataset Set(int count, Func<int, int> label, Func<int, string?> group) => new(
        ["a", "b", "c"], [.. Enumerable.Range(0, count).Select(i => new LabeledClip($"c{i}", label(i), "f", null) { Group = group(i) })]);

    private static int[] Counts(ClipDataset set) => [.. Enumerable.Range(0, 3).Select(l => set.Clips.Count(c => c.Label == l))];

    private static string[] Ids(ClipDataset set) => [.. set.Clips.Select(c => c.Id)];
}
