using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Sdk.Tests.Training.Recording;

/// <summary>What an interrupted recording, or somebody, left in the folder of a set.</summary>
[TestClass]
public sealed class RecordedSetTests
{
    [TestInitialize]
    public void RequireFfmpeg() => RequiredTools.Ffmpeg();

    [TestMethod]
    public async Task AClipWhoseRowIsMissingGetsItAgain()
    {
        using var folder = new TemporaryFolder();
        await Record(folder);
        string list = folder["set", "clips.csv"];
        string[] lines = File.ReadAllLines(list);
        // As if the process had ended between the clip and its row.
        File.WriteAllLines(list, lines[..^1]);
        File.WriteAllLines(folder["set", ".pending.csv"], [lines[0], lines[^1]]);
        Assert.AreEqual("clips/Ann--1-9d124f-happy-002.mkv was complete but not in the list, as the recording was interrupted; its row was added.", Repairs(folder).Single());
        CollectionAssert.AreEqual(lines, File.ReadAllLines(list));
        Assert.IsEmpty(Repairs(folder));
    }

    [TestMethod]
    public async Task WhatWasNotFinishedIsDeleted()
    {
        using var folder = new TemporaryFolder();
        await Record(folder);
        string list = File.ReadAllText(folder["set", "clips.csv"]);
        File.WriteAllText(folder["set", "clips", ".x-happy-003.part"], "half");
        File.WriteAllText(folder["set", ".mmadfer-abc.tmp"], "half");
        // Noted, but the clip never got its name.
        File.WriteAllText(folder["set", ".pending.csv"], "path,label,person\nclips/x-happy-003.mkv,happy,x\n");
        StringAssert.Contains(Repairs(folder).Single(), ".x-happy-003.part, a clip that was not finished");
        Assert.AreEqual(list, File.ReadAllText(folder["set", "clips.csv"]));
        CollectionAssert.AreEquivalent(new[] { ".lock", "clips", "clips.csv", "consents" }, Directory.GetFileSystemEntries(folder["set"]).Select(Path.GetFileName).ToArray());
        Assert.HasCount(4, Directory.GetFiles(folder["set", "clips"]));
    }

    [TestMethod]
    public async Task RowsWithoutAClipAreSetAside()
    {
        using var folder = new TemporaryFolder();
        await Record(folder);
        string[] files = [.. Directory.GetFiles(folder["set", "clips"]).Order(StringComparer.Ordinal)];
        File.Delete(files[0]);
        File.Copy(files[1], folder["set", "clips", "mine.mkv"]);
        IReadOnlyList<string> repairs = Repairs(folder);
        Assert.HasCount(2, repairs);
        StringAssert.Contains(repairs[0], $"{Path.GetFileName(files[0])} is missing; its row was moved to clips.lost.csv");
        StringAssert.Contains(repairs[1], "clips/mine.mkv has no row in clips.csv");
        Assert.HasCount(3, RecordingOptions.Rows(folder));
        Assert.HasCount(2, File.ReadAllLines(folder["set", "clips.lost.csv"]));
        using (var recorder = new ClipRecorder(RecordingOptions.Of(folder)))
            Assert.AreEqual(1, recorder.Missing, "it is recorded again");
        // If all are missing, a disk is, and no row may be lost.
        foreach (string file in files)
            File.Delete(file);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => Repairs(folder)).Message, "none of its 3 clips is in");
        Assert.HasCount(3, RecordingOptions.Rows(folder));
    }

    [TestMethod]
    public async Task AListOfOthersIsContinued()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["set"]);
        File.WriteAllText(folder["set", "clips.csv"], "identity,path,label,glasses\nBob,\"a, b.y4m\",happy,\"yes, \"\"round\"\"\"\n");
        await Record(folder);
        ClipDataset data = ClipDataset.FromCsv(folder["set", "clips.csv"], ["happy", "sad"]);
        Assert.HasCount(5, data.Clips);
        CollectionAssert.AreEqual(new[] { "Bob", "Ann, 1", "Ann, 1", "Ann, 1", "Ann, 1" }, data.Clips.Select(c => c.Group).ToArray());
        Assert.AreEqual("yes, \"round\"", RecordingOptions.Rows(folder)[0]["glasses"]);
        Assert.AreEqual("", RecordingOptions.Rows(folder)[0]["consent_by"]);
    }

    [TestMethod]
    public async Task AListThatCannotBeWrittenLeavesTheSetAsItWas()
    {
        using var folder = new TemporaryFolder();
        await Record(folder);
        string list = File.ReadAllText(folder["set", "clips.csv"]);
        // A folder where the row is noted.
        Directory.CreateDirectory(folder["set", ".pending.csv"]);
        var options = RecordingOptions.Of(folder) with { ClipsPerLabel = 3 };
        string message = (await Assert.ThrowsExactlyAsync<DatasetException>(() => Record(folder, options))).Message;
        StringAssert.Contains(message, "cannot be added to the set");
        StringAssert.Contains(message, "0 clips were added and stay; another run goes on with what is missing (2).");
        Assert.DoesNotContain("\n", message);
        Assert.AreEqual(list, File.ReadAllText(folder["set", "clips.csv"]));
        Assert.HasCount(4, Directory.GetFiles(folder["set", "clips"]));
    }

    [TestMethod]
    public void WrongUseIsNamed()
    {
        using var folder = new TemporaryFolder();
        ClipRecorderOptions options = RecordingOptions.Of(folder);
        Assert.ThrowsExactly<ArgumentException>(() => new ClipRecorder(options with { Labels = [] }));
        Assert.ThrowsExactly<ArgumentException>(() => new ClipRecorder(options with { Labels = ["a", "A"] }));
        Assert.ThrowsExactly<ArgumentException>(() => new ClipRecorder(options with { Person = null }));
        Assert.ThrowsExactly<ArgumentException>(() => options with { Person = "a\nb" });
        Assert.ThrowsExactly<ArgumentException>(() => options with { Size = 65 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options with { Length = TimeSpan.FromSeconds(61) });
        Assert.ThrowsExactly<ArgumentException>(() => new RecordingConsent("text", " ", default));
        using var recorder = new ClipRecorder(options);
        Assert.ThrowsExactly<ArgumentException>(() => recorder.BeginTake("angry"));
        Assert.ThrowsExactly<InvalidOperationException>(() => recorder.EndTake());
        Assert.ThrowsExactly<ArgumentException>(() => { _ = recorder.RunAsync(null, null); });
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => new ClipRecorder(options)).Message, "in use by another recording");
    }

    private static IReadOnlyList<string> Repairs(TemporaryFolder folder)
    {
        using var recorder = new ClipRecorder(RecordingOptions.Of(folder));
        return recorder.Repairs;
    }

    private static async Task Record(TemporaryFolder folder, ClipRecorderOptions? options = null)
    {
        using var recorder = new ClipRecorder(options ?? RecordingOptions.Of(folder));
        using IFrameSource camera = new DrawnCamera();
        await recorder.RunAsync(camera, null);
    }
}
