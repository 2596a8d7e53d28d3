using System.Text.Json;
using MmaDfer.Cli.Watching;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Cli.Tests.Watching;

/// <summary>How the face is seen, in words and in JSON.</summary>
[TestClass]
public sealed class WatchFlagsTests
{
    [TestMethod]
    public void EveryFlagHasItsOwnWords()
    {
        string[] words = [.. Enum.GetValues<ReadingFlags>().Where(f => f != ReadingFlags.None).Select(WatchLine.FormatNotes)];
        CollectionAssert.AllItemsAreUnique(words);
        Assert.DoesNotContain("", words);
        Assert.AreEqual("turned away, too dark", WatchLine.FormatNotes(ReadingFlags.TooDark | ReadingFlags.TurnedAway));
    }

    [TestMethod]
    public void JsonHasTheFigures()
    {
        var quality = new FaceQuality
        {
            Size = 120, Inside = 0.9f, Pose = new(30, -5, 2), Brightness = 0.5f, BurntOut = 0.1f, Blur = 0.01f, Eyes = 0.4f, Mouth = null,
            Unchanged = TimeSpan.FromSeconds(0.5), Faces = 2,
        };
        JsonElement line = Write(new EmotionReading(
            TimeSpan.Zero, null, ["neutral"], [1], null, null, ReadingFlags.TurnedAway | ReadingFlags.SeveralFaces, null, quality));
        CollectionAssert.AreEqual(new[] { "turnedAway", "severalFaces" }, line.GetProperty("flags").EnumerateArray().Select(f => f.GetString()).ToArray());
        JsonElement face = line.GetProperty("face");
        Assert.AreEqual("yaw 30, pitch -5, roll 2, size 120, inside 0.9, brightness 0.5, burntOut 0.1, blur 0.01, eyes 0.4, mouth null, unchanged 0.5, faces 2",
            string.Join(", ", face.EnumerateObject().Select(p => $"{p.Name} {p.Value.GetRawText()}")));
    }

    [TestMethod]
    public void WithoutAFaceThereIsNone()
    {
        JsonElement line = Write(new EmotionReading(TimeSpan.Zero, null, ["neutral"], [1], null, null, ReadingFlags.NoFace));
        Assert.AreEqual(JsonValueKind.Null, line.GetProperty("face").ValueKind);
        Assert.AreEqual(JsonValueKind.Null, line.GetProperty("voice").ValueKind);
    }

    private static JsonElement Write(EmotionReading reading)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            WatchJson.Write(json, reading);
            json.WriteEndObject();
        }
        return JsonDocument.Parse(memory.ToArray()).RootElement;
    }
}
