using System.Text.Json;
using System.Text.RegularExpressions;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Conversations;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

/// <summary>Two drawn people side by side in one recording, of whom first the left one speaks and then the right one.</summary>
[TestClass]
public sealed class WatchPeopleTests
{
    private const int Size = 128;

    private static readonly ConversationPlan Plan = new()
    {
        Seed = 5, Seconds = 9, Size = Size, Identities = [2010, 2011], Emotions = [Emotion.Happiness, Emotion.Anger], Turns = [new(0, 0.3, 4), new(1, 4.6, 4)],
    };

    [TestMethod]
    public void EachPersonHasLinesAndTheOneWhoSpeaksIsTold()
    {
        FaceModels.Default();
        using var folder = new TemporaryFolder();
        string name = Path.Combine(folder.Path, "sofa");
        new DrawnConversation(Plan).Write(name);
        string[] args = ["watch", "--model", TestFiles.DemoModel, "--frames", name + ".y4m", "--audio", name + ".wav", "--people"];

        JsonElement[] lines = JsonLines.Of(CliRun.Of([.. args, "--json"]));
        IGrouping<int, JsonElement>[] people = [.. lines.GroupBy(l => l.GetProperty("person").GetInt32())];
        CollectionAssert.AreEquivalent(new[] { 1, 2 }, people.Select(p => p.Key).ToArray());
        foreach (IGrouping<int, JsonElement> person in people)
        {
            JsonElement[] own = [.. person];
            JsonLines.AssertIncreasing(own);
            Assert.AreEqual(4 * Plan.Seconds, own.Length, 2, "four readings a second of each");
            int place = Place(own[0]);
            Assert.IsTrue(own.All(l => Place(l) == place && l.GetProperty("visible").GetBoolean()));
            foreach (Turn turn in Plan.Turns)
            {
                // Who speaks is known after a second or so.
                JsonElement[] during = [.. own.Where(l => l.GetProperty("time").GetDouble() is var t && t > turn.Start + 1.8 && t < turn.End)];
                JsonValueKind expected = turn.Person == place ? JsonValueKind.True : JsonValueKind.False;
                Assert.IsGreaterThanOrEqualTo(7, during.Length);
                Assert.IsTrue(during.All(l => l.GetProperty("speaking").ValueKind == expected), $"person {person.Key}, place {place}, from {turn.Start} s on: {string.Join(' ', during.Select(l => l.GetProperty("speaking").ToString()))}");
                Assert.AreEqual(turn.Person != place, JsonLines.Has(during[^1], "otherSpeaker"));
                if (turn.Person == place)
                    Assert.AreEqual(EmotionTable.Label(Plan.Emotions[place]), during[^1].GetProperty("label").GetString());
            }
        }
        Assert.AreEqual(2, people.Select(p => Place(p.First())).Distinct().Count(), "one on the left, one on the right");

        // The same in words.
        CliRun text = CliRun.Of(args);
        Assert.AreEqual(ExitCode.Done, text.Code, text.Error);
        string[] written = text.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(lines.Length, written);
        var form = new Regex(@"^\d\d:\d\d:\d\d\.\d  person (?<person>[12])(?<speaks>| speaks| speaks\?): (?<label>-|\w+) (?<confidence>\d+) %(  \((?<notes>[\w\- ,]+)\))?$");
        for (int i = 0; i < written.Length; i++)
        {
            Match match = form.Match(written[i]);
            Assert.IsTrue(match.Success, written[i]);
            Assert.AreEqual(lines[i].GetProperty("person").GetInt32().ToString(), match.Groups["person"].Value);
            Assert.AreEqual(lines[i].GetProperty("label").GetString() ?? "-", match.Groups["label"].Value);
            Assert.AreEqual(
                lines[i].GetProperty("speaking").ValueKind switch { JsonValueKind.True => " speaks", JsonValueKind.False => "", _ => " speaks?" },
                match.Groups["speaks"].Value);
        }
    }

    [TestMethod]
    public void NobodyInViewIsSaid()
    {
        FaceModels.Default();
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "wall.y4m");
        File.WriteAllBytes(path, [.. "YUV4MPEG2 W64 H48 F8:1 Ip A1:1 C420jpeg\n"u8, .. Enumerable.Repeat<byte[]>([.. "FRAME\n"u8, .. new byte[64 * 48 * 3 / 2]], 12).SelectMany(f => f)]);
        CliRun run = CliRun.Of("watch", "--model", TinyModel.Write(folder), "--frames", path, "--people", "--json");
        Assert.AreEqual((ExitCode.Done, ""), (run.Code, run.Output), run.Error);
        StringAssert.Contains(run.Error, "There was nobody to be seen.");
    }

    private static int Place(JsonElement line) =>
        (int)((line.GetProperty("box")[0].GetDouble() + (line.GetProperty("box")[2].GetDouble() / 2)) / Size);
}
