using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MmaDfer.Samples.Tests.Ros;

/// <summary>
/// A correct server: checks every message against rosbridge's protocol v2 (advertise, publish, unadvertise), hri_msgs/msg/Expression and
/// hri_msgs/msg/IdsList, field by field, and that faces are those of the list.
/// </summary>
internal sealed class RosbridgeProtocol
{
    /// <summary>The expressions in Expression.msg of hri_msgs 2, and the empty one.</summary>
    private static readonly string[] Expressions =
    [
        "neutral", "angry", "sad", "happy", "surprised", "disgusted", "scared", "pleading", "vulnerable", "despaired", "guilty", "disappointed",
        "embarrassed", "horrified", "skeptical", "annoyed", "furious", "suspicious", "rejected", "bored", "tired", "asleep", "confused", "amazed",
        "excited", "",
    ];

    private readonly ConcurrentQueue<JsonElement> _published = [];
    private readonly ConcurrentQueue<string> _topics = [];
    private readonly ConcurrentQueue<string[]> _tracked = [];
    private int _advertised, _unadvertised, _closed;

    /// <summary>The msg of all expressions in order.</summary>
    public JsonElement[] Published => [.. _published];

    /// <summary>Topics of the expressions.</summary>
    public string[] Topics => [.. _topics];

    /// <summary>The lists of tracked faces in order.</summary>
    public string[][] Tracked => [.. _tracked];

    /// <summary>Whether each expression must be of a face in the last list on the same connection.</summary>
    public bool IsListChecked { get; init; } = true;

    public int Advertised => Volatile.Read(ref _advertised);

    public int Unadvertised => Volatile.Read(ref _unadvertised);

    /// <summary>Connections that were closed correctly.</summary>
    public int Closed => Volatile.Read(ref _closed);

    /// <summary>A script that reads to the end.</summary>
    public Task ServeAsync(Stream stream, CancellationToken cancellationToken) => ServeAsync(stream, int.MaxValue, cancellationToken);

    /// <summary>Reads a number of messages and closes.</summary>
    public async Task ServeAsync(Stream stream, int messages, CancellationToken cancellationToken)
    {
        using WebSocket socket = await RosbridgeServer.ShakeHandsAsync(stream, cancellationToken);
        var topics = new Dictionary<string, string>();
        string[] listed = [];
        byte[] buffer = new byte[4096];
        for (int i = 0; i < messages; i++)
        {
            WebSocketReceiveResult part = await socket.ReceiveAsync(buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                Assert.IsEmpty(topics, "topics are unadvertised before the end");
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                Interlocked.Increment(ref _closed);
                return;
            }
            Assert.AreEqual(WebSocketMessageType.Text, part.MessageType, "JSON goes in text messages");
            Assert.IsTrue(part.EndOfMessage, "short messages are one frame");
            Check(JsonSerializer.Deserialize<JsonElement>(new UTF8Encoding(false, true).GetString(buffer, 0, part.Count)), topics, ref listed);
        }
    }

    private void Check(JsonElement message, Dictionary<string, string> topics, ref string[] listed)
    {
        string operation = Text(message, "op");
        string about = Text(message, "topic");
        switch (operation)
        {
            case "advertise":
                Names(message, "op", "topic", "type");
                Assert.IsTrue(topics.TryAdd(about, Text(message, "type")), "advertised once");
                StringAssert.Matches(about, new(@"^(/[A-Za-z][A-Za-z0-9_]*)+$"), "a name of ROS");
                Assert.AreEqual(about == "/humans/faces/tracked" ? "hri_msgs/msg/IdsList" : "hri_msgs/msg/Expression", topics[about]);
                Interlocked.Increment(ref _advertised);
                break;
            case "publish":
                Names(message, "op", "topic", "msg");
                Assert.IsTrue(topics.TryGetValue(about, out string? type), "what is published was advertised on this connection");
                if (type == "hri_msgs/msg/IdsList")
                {
                    _tracked.Enqueue(listed = CheckList(message.GetProperty("msg")));
                    break;
                }
                string id = about.Split('/')[3];
                Assert.AreEqual($"/humans/faces/{id}/expression", about);
                CheckExpression(message.GetProperty("msg"), id);
                if (IsListChecked)
                    CollectionAssert.Contains(listed, id, "the face is in the list");
                _topics.Enqueue(about);
                _published.Enqueue(message.GetProperty("msg"));
                break;
            case "unadvertise":
                Names(message, "op", "topic");
                Assert.IsTrue(topics.Remove(about), "unadvertised once");
                Interlocked.Increment(ref _unadvertised);
                break;
            default:
                Assert.Fail($"{operation} is not an operation of a publisher");
                break;
        }
    }

    private static string[] CheckList(JsonElement message)
    {
        Names(message, "header", "ids");
        Assert.AreEqual("", CheckHeader(message));
        string[] ids = [.. message.GetProperty("ids").EnumerateArray().Select(i => i.GetString()!)];
        CollectionAssert.AllItemsAreUnique(ids);
        return ids;
    }

    private static void CheckExpression(JsonElement message, string id)
    {
        Names(message, "header", "expression", "valence", "arousal", "confidence");
        Assert.AreEqual("face_" + id, CheckHeader(message));
        CollectionAssert.Contains(Expressions, Text(message, "expression"));
        Assert.IsInRange(-1f, 1f, message.GetProperty("valence").GetSingle());
        Assert.IsInRange(-1f, 1f, message.GetProperty("arousal").GetSingle());
        Assert.IsInRange(0f, 1f, message.GetProperty("confidence").GetSingle());
    }

    private static string CheckHeader(JsonElement message)
    {
        JsonElement header = message.GetProperty("header");
        Names(header, "stamp", "frame_id");
        JsonElement stamp = header.GetProperty("stamp");
        Names(stamp, "sec", "nanosec");
        Assert.AreEqual(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), stamp.GetProperty("sec").GetInt32(), 120);
        Assert.IsInRange(0u, 999_999_999u, stamp.GetProperty("nanosec").GetUInt32());
        return Text(header, "frame_id");
    }

    private static void Names(JsonElement element, params string[] names) =>
        CollectionAssert.AreEquivalent(names, element.EnumerateObject().Select(p => p.Name).ToArray(), element.ToString());

    private static string Text(JsonElement element, string name)
    {
        Assert.AreEqual(JsonValueKind.String, element.GetProperty(name).ValueKind, element.ToString());
        return element.GetProperty(name).GetString()!;
    }
}
