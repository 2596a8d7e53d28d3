using System.Diagnostics;
using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class CsvDatasetTests
{
    [TestMethod]
    public void RowsWithoutTextAreSkipped()
    {
        using var folder = new TemporaryFolder();
        string list = folder.Write("a.csv", ",,,\r\npath,label,start,end\r\n,,,\r\na.mp4,happy,,\r\n\r\n , ,\t,\r\n\"\",\"\",,\r\n,\r\nb.mp4,sad,,\r\n,,,\r\n,,,"u8);
        ClipDataset set = ClipDataset.FromCsv(list);
        CollectionAssert.AreEqual(new[] { "a.mp4", "b.mp4" }, set.Clips.Select(c => c.Id).ToArray());
    }

    [TestMethod]
    public void AllColumnsAreReadInAnyOrderAndQuoting()
    {
        using var folder = new TemporaryFolder();
        string csv = folder.Write("clips.csv", Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(
            "Label, note,path,end,START,audio,identity\r\n"
            + "anger,x,\"a, \"\"b\"\".mp4\",2.5,1,voice.wav,anna\r\n"
            + "\r\n"
            + "6,\"two\nlines\",faces/ünï,,,,\r\n"
            + "Happiness,,/abs/c.wav,3,,,anna")).ToArray());
        ClipDataset set = ClipDataset.FromCsv(csv);
        CollectionAssert.AreEqual(EmotionLabels.Dfew.ToList(), set.Labels.ToList());
        Assert.HasCount(3, set.Clips);
        LabeledClip first = set.Clips[0];
        Assert.AreEqual(folder["a, \"b\".mp4"], first.FramesPath);
        Assert.AreEqual(folder["voice.wav"], first.AudioPath);
        Assert.AreEqual((3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5), "anna"), (first.Label, first.Start, first.End, first.Group));
        Assert.AreEqual("a, \"b\".mp4 1-2.5", first.Id);
        LabeledClip second = set.Clips[1];
        Assert.AreEqual((folder["faces/ünï"], folder["faces/ünï"], 6), (second.FramesPath, second.AudioPath, second.Label));
        Assert.IsNull(second.Start ?? second.End);
        Assert.IsNull(second.Group);
        Assert.AreEqual(("/abs/c.wav", 0), (set.Clips[2].FramesPath, set.Clips[2].Label));
        Assert.AreEqual(TimeSpan.FromSeconds(3), set.Clips[2].End);
    }

    [TestMethod]
    public void LabelsAreThoseOfAKnownDataSetOrOfTheFile()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(7, Read(folder, "path,label\na,fear\n").Labels.Count);
        Assert.AreEqual(11, Read(folder, "path,label\na,fear\nb,contempt\n").Labels.Count);
        Assert.AreEqual(7, Read(folder, "path,label\na,1\n").Labels.Count);
        Assert.AreEqual(11, Read(folder, "path,label\na,7\n").Labels.Count);
        Assert.AreEqual(13, Read(folder, "path,label\na,12\n").Labels.Count);
        ClipDataset own = Read(folder, "path,label\na,tense\nb,calm\nc,Calm\n");
        CollectionAssert.AreEqual(new[] { "calm", "tense" }, own.Labels.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 0, 0 }, own.Clips.Select(c => c.Label).ToArray());
        ClipDataset given = ClipDataset.FromCsv(folder.Write("c.csv", "path,label\na,tense\nb,0\n"u8), ["calm", "bored", "tense"]);
        CollectionAssert.AreEqual(new[] { 2, 0 }, given.Clips.Select(c => c.Label).ToArray());
    }

    [TestMethod]
    public void NamesOfClipsAreUniqueAndStable()
    {
        using var folder = new TemporaryFolder();
        string[] ids = [.. Read(folder, "path,label,start\na,0,\na,0,\na,0,1\na,0,\n").Clips.Select(c => c.Id)];
        CollectionAssert.AreEqual(new[] { "a", "a#2", "a 1-", "a#3" }, ids);
    }

    [TestMethod]
    [DataRow("", "line 1: the file is empty")]
    [DataRow("path,labels\na,0\n", "lacks the column 'label'")]
    [DataRow("path,label,path\na,0,b\n", "the column 'path' more than once")]
    [DataRow("path,label\n", "there are no clips")]
    [DataRow("path,label\na,0\nb\n", "line 3: the line has 1 columns, but the header has 2")]
    [DataRow("path,label\na,0,1\n", "line 2: the line has 3 columns")]
    [DataRow("path,label\na,\n", "line 2: the label is empty")]
    [DataRow("path,label\n,0\n", "line 2: the path is empty")]
    [DataRow("path,label\na\0b,0\n", "line 2: the path is empty or contains a null")]
    [DataRow("path,label,start\na,0,1e3\n", "the start '1e3' is not a time")]
    [DataRow("path,label,start\na,0,-1\n", "the start '-1' is not a time")]
    [DataRow("path,label,start\na,0,NaN\n", "is not a time")]
    [DataRow("path,label,end\na,0,99999999999999\n", "is not a time")]
    [DataRow("path,label,start,end\na,0,2,2\n", "the end must be after the start")]
    [DataRow("path,label\n\"a,0\n", "no closing quote")]
    [DataRow("path,label\na,\"0", "line 2: a quoted field has no closing quote")]
    [DataRow("path,label\n\"a\"\"b,0", "line 2: a quoted field has no closing quote")]
    [DataRow("path,label\n\"a\"b,0\n", "line 2: a quote is misplaced")]
    [DataRow("path,label\na\"b,0\n", "line 2: a quote is misplaced")]
    public void AnInvalidLineIsNamed(string text, string message)
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.ThrowsExactly<DatasetException>(() => Read(folder, text));
        StringAssert.Contains(exception.Message, message);
        StringAssert.StartsWith(exception.Message, folder["clips.csv"]);
        Assert.DoesNotContain("\n", exception.Message);
    }

    [TestMethod]
    public void AnUnknownLabelIsNamedWithTheValidOnes()
    {
        using var folder = new TemporaryFolder();
        string csv = folder.Write("c.csv", "path,label\na,calm\nb,hapy\n"u8);
        string message = Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(csv, ["calm", "tense"])).Message;
        StringAssert.Contains(message, "line 3: the label 'hapy' is unknown; it must be one of calm, tense, or a number between 0 and 1.");
        folder.Write("c.csv", "path,label\na,2\n"u8);
        StringAssert.Contains(
            Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(csv, ["calm", "tense"])).Message, "the label '2'");
    }

    [TestMethod]
    [DataRow("calm,tense,clam,clam", "lines 4 and 5: the label 'clam' is unknown (did you mean 'calm'?); it must be one of calm, tense")]
    [DataRow("tensed,calm,clam,x", "line 2: the label 'tensed' is unknown (did you mean 'tense'?), nor is 'clam' in line 4 (did you mean 'calm'?), 'x' in line 5 known; it must be one of")]
    [DataRow("x,x,x,x,x", "lines 2, 3, 4 and 2 more: the label 'x' is unknown; it must")]
    [DataRow("1,2,2,1", "lines 3 and 4: the label '2' is unknown; numbers count from 0 (calm) to 1 (tense), but these seem to count from 1")]
    [DataRow("calm,9,tense", "line 3: the label '9' is unknown; it must be one of calm, tense, or a number between 0 and 1.")]
    public void AllUnknownLabelsAreNamedWithTheirLines(string labels, string message)
    {
        using var folder = new TemporaryFolder();
        string csv = folder.Write("c.csv", Encoding.UTF8.GetBytes("path,label\n" + string.Concat(labels.Split(',').Select(l => $"a,{l}\n"))));
        string found = Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(csv, ["calm", "tense"])).Message;
        StringAssert.Contains(found, message);
        StringAssert.StartsWith(found, csv);
    }

    [TestMethod]
    public void ANumberAmongCustomNamesIsRefused()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(
            Assert.ThrowsExactly<DatasetException>(() => Read(folder, "path,label\na,calm\nb,9\n")).Message, "the label '9' is a number, but other labels are names (9, calm)");
    }

    [TestMethod]
    public void MaliciousFilesAreRefusedQuickly()
    {
        using var folder = new TemporaryFolder();
        (byte[] Bytes, string Message)[] files =
        [
            ([.. "path,label\n"u8, 0xFF, 0xFE, 0x80, (byte)'\n'], "UTF-8"),
            ([.. "path,label\n"u8, .. Enumerable.Repeat((byte)'x', 5_000_000)], "longer than"),
            ([.. "path,label\n\""u8, .. Enumerable.Repeat((byte)'\n', 5_000_000)], "longer than"),
            ([.. Enumerable.Repeat((byte)',', 5_000_000)], "longer than"),
            ([.. Enumerable.Repeat((byte)',', 50_000)], "columns"),
            ([.. "path,label\n"u8, .. Enumerable.Repeat("a,0\n"u8.ToArray(), 200_001).SelectMany(b => b)], "more than 200000 clips"),
            (new byte[CsvReader.MaxBytes + 1], "too large"),
            ([.. "path,label\n"u8, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"a,l{i}\n")))], "5000 names"),
        ];
        foreach ((byte[] bytes, string message) in files)
        {
            string path = folder.Write("c.csv", bytes);
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            string found = Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(path)).Message;
            StringAssert.Contains(found, message);
            Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 300_000_000, message);
            Assert.IsTrue(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), message);
        }
    }

    [TestMethod]
    public void APathThatIsNotAFileIsNamed()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(folder["none.csv"])).Message, "the file does not exist");
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(folder.Path)).Message, "is a folder");
        Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv("a\0b"));
        Assert.ThrowsExactly<DatasetException>(() => ClipDataset.FromCsv(""));
    }

    private static ClipDataset Read(TemporaryFolder folder, string text) =>
        ClipDataset.FromCsv(folder.Write("clips.csv", Encoding.UTF8.GetBytes(text)));
}
