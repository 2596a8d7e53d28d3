using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.Ros;

/// <summary>Against real servers: a correct one, and some that drop, stall or break the protocol.</summary>
[TestClass]
public sealed class RosbridgePublisherTests
{
    private static readonly RosbridgeLimits Quick = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(10), MaxPause = TimeSpan.FromMilliseconds(40), Patience = TimeSpan.FromSeconds(1),
    };

    private readonly RosbridgeProtocol _honest = new() { IsListChecked = false };
    private int _slow;

    [TestMethod]
    [Timeout(600_000)]
    public async Task ACorrectServerReceivesEveryMessageAndAClose()
    {
        await using var server = new RosbridgeServer(_honest.ServeAsync);
        var publisher = new FacesPublisher(server.Uri, new RosbridgeLimits());
        string[] labels =
        [
            "happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear", "contempt", "anxiety", "helplessness", "disappointment",
        ];
        await Until(() => publisher.Rosbridge.IsConnected, server);
        foreach (string label in labels)
            publisher.Publish("a1", label, 0.25f, -1, 1, DateTimeOffset.UtcNow);
        await publisher.DisposeAsync();
        await Until(() => _honest.Closed == 1, server);
        Assert.IsEmpty(server.Complaints, string.Join(' ', server.Complaints));
        Assert.AreEqual((2, 2, (long)labels.Length, 0L), (_honest.Advertised, _honest.Unadvertised, publisher.Rosbridge.Sent, publisher.Rosbridge.Dropped));
        CollectionAssert.AreEqual(
            new[] { "happy", "sad", "neutral", "angry", "surprised", "disgusted", "scared", "", "", "", "disappointed" },
            _honest.Published.Select(m => m.GetProperty("expression").GetString()).ToArray());
        JsonElement first = _honest.Published[0];
        Assert.AreEqual(0.25f, first.GetProperty("confidence").GetSingle());
        Assert.AreEqual("face_a1", first.GetProperty("header").GetProperty("frame_id").GetString());
        Assert.IsTrue(_honest.Topics.All(t => t == "/humans/faces/a1/expression"));
    }

    [TestMethod]
    [Timeout(600_000)]
    public async Task FacesAreListedAndTheTopicsOfThoseWhoHaveGoneAreUnadvertised()
    {
        var honest = new RosbridgeProtocol();
        await using var server = new RosbridgeServer(honest.ServeAsync);
        var publisher = new FacesPublisher(server.Uri, new RosbridgeLimits { Queue = 1000 });
        await Until(() => publisher.Rosbridge.IsConnected, server);
        DateTimeOffset at = DateTimeOffset.UtcNow;
        publisher.Track(["b1", "b2"], at);
        publisher.Publish("b1", "anger", 0.5f, -0.5f, 0.5f, at);
        publisher.Publish("b2", "anger", 0.5f, -0.5f, 0.5f, at);
        publisher.Publish("b1", null, 0, 0, 0, at);
        // Said again after a second, and at once when it changes.
        publisher.Track(["b1", "b2"], at + TimeSpan.FromSeconds(0.9));
        publisher.Track(["b1", "b2"], at + TimeSpan.FromSeconds(1.1));
        await Until(() => honest.Advertised == 3, server);
        publisher.Track(["b2"], at + TimeSpan.FromSeconds(1.2));
        await Until(() => honest.Unadvertised == 1, server);
        publisher.Publish("b2", "anger", 0.5f, -0.5f, 0.5f, at);
        publisher.Track([], at + TimeSpan.FromSeconds(1.3));
        await publisher.DisposeAsync();
        await Until(() => honest.Closed == 1, server);
        Assert.IsEmpty(server.Complaints, string.Join(' ', server.Complaints));
        CollectionAssert.AreEqual(
            new[] { "b1 b2", "b1 b2", "b2", "" }, honest.Tracked.Select(ids => string.Join(' ', ids)).ToArray());
        CollectionAssert.AreEqual(
            new[] { "/humans/faces/b1/expression", "/humans/faces/b2/expression", "/humans/faces/b2/expression" }, honest.Topics, "a reading without a label is not published");
        Assert.AreEqual((3, 3), (honest.Advertised, honest.Unadvertised));
    }

    [TestMethod]
    [Timeout(600_000)]
    public async Task StatusMessagesAreReported()
    {
        await using var server = new RosbridgeServer(async (stream, cancellationToken) =>
        {
            using WebSocket socket = await RosbridgeServer.ShakeHandsAsync(stream, cancellationToken);
            await Say(socket, """{"op":"status","level":"info","msg":"never mind"}""", cancellationToken);
            await Say(socket, """{"op":"status","level":"error","msg":"no such\u001b[2J type"}""", cancellationToken);
            await Listen(socket, cancellationToken);
        });
        await using var publisher = new FacesPublisher(server.Uri, Quick);
        await Until(() => publisher.Rosbridge.Problem is not null, server);
        StringAssert.EndsWith(publisher.Rosbridge.Problem, ": no such [2J type", "without control characters");
        Assert.IsTrue(publisher.Rosbridge.IsConnected, "the connection stays open");
    }

    [TestMethod]
    [Timeout(600_000)]
    public async Task WithoutAServerTheNewestMessagesAreQueued()
    {
        var server = new RosbridgeServer(_honest.ServeAsync);
        Uri uri = server.Uri;
        await server.DisposeAsync();
        var publisher = new FacesPublisher(uri, Quick with { Patience = TimeSpan.FromDays(1) });
        for (int i = 0; i < 1000; i++)
            PublishQuickly(publisher, i);
        await Until(() => publisher.Rosbridge.Problem is not null);
        Assert.AreEqual((1000 - Quick.Queue, 0, false), (publisher.Rosbridge.Dropped, publisher.Rosbridge.Sent, publisher.Rosbridge.IsConnected));
        // There is no connection to close: this does not wait for a day.
        await publisher.DisposeAsync().AsTask().WaitAsync(Wait.Limit);
        publisher.Rosbridge.Publish("/a", "b", [1]);
    }

    [TestMethod]
    [Timeout(600_000)]
    public async Task TheQueueIsSentOnceTheServerStarts()
    {
        var there = new TaskCompletionSource();
        await using var server = new RosbridgeServer(async (stream, cancellationToken) =>
        {
            await there.Task.WaitAsync(cancellationToken);
            await _honest.ServeAsync(stream, cancellationToken);
        });
        var publisher = new FacesPublisher(server.Uri, Quick with { Patience = TimeSpan.FromSeconds(10) });
        for (int i = 0; i < 100; i++)
            PublishQuickly(publisher, i);
        there.SetResult();
        await Until(() => publisher.Rosbridge.Sent == Quick.Queue, server);
        await publisher.DisposeAsync();
        Assert.IsEmpty(server.Complaints, string.Join(' ', server.Complaints));
        CollectionAssert.AreEqual(
            Enumerable.Range(100 - Quick.Queue, Quick.Queue).ToArray(),
            _honest.Published.Select(m => (int)MathF.Round(1000 * m.GetProperty("confidence").GetSingle())).ToArray());
    }

    [TestMethod]
    [Timeout(300_000)]
    public async Task PausesGrowUpToTheirLimit()
    {
        await using var server = new RosbridgeServer((stream, cancellationToken) => _honest.ServeAsync(stream, 1, cancellationToken));
        var time = new ManualTime();
        await using var publisher = new FacesPublisher(
            server.Uri,
            new RosbridgeLimits { FirstPause = TimeSpan.FromSeconds(5), MaxPause = TimeSpan.FromSeconds(40), Patience = Wait.Limit, Time = time });
        int[] pauses = [5, 10, 20, 40, 40, 40];
        for (int i = 0; i < pauses.Length; i++)
        {
            await Until(() => time.PauseCount == i + 1, server);
            Assert.AreEqual(TimeSpan.FromSeconds(pauses[i]), time.Pauses[i]);
            Assert.AreEqual(i + 1, server.Accepted, "no connection before the end of the pause");
            Assert.AreEqual(i + 1, publisher.Rosbridge.Connections, "each connection advertises");
            time.Advance(time.Pauses[i]);
        }
    }

    [TestMethod]
    [Timeout(300_000)]
    [DynamicData(nameof(Hostile))]
    public async Task ThePublisherRecoversFromAServerThat(string how)
    {
        // Faulty at first, then correct. .NET itself retries some times if a server closes before its first byte; where each attempt costs
        // the whole patience, two show as much as six.
        int faulty = how is "never answers the handshake" or "stops reading" ? 2 : 6;
        await using var server = new RosbridgeServer([.. Enumerable.Repeat(HostileServers.All[how], faulty), _honest.ServeAsync]);
        var publisher = new FacesPublisher(server.Uri, Quick);
        for (int i = 0; _honest.Published.Length < 5; i++)
        {
            PublishQuickly(publisher, i % 1000);
            await Task.Delay(10);
        }
        Assert.IsGreaterThanOrEqualTo(faulty + 1, server.Accepted);
        Assert.IsNotNull(publisher.Rosbridge.Problem, "it was reported");
        await publisher.DisposeAsync();
        await Until(() => _honest.Closed == 1, server);
        Assert.IsEmpty(server.Complaints, string.Join(' ', server.Complaints));
        Assert.IsFalse(publisher.Rosbridge.Problem!.Any(char.IsControl), publisher.Rosbridge.Problem);
        Assert.IsLessThan(400, publisher.Rosbridge.Problem!.Length);
    }

    [TestMethod]
    [Timeout(300_000)]
    [DynamicData(nameof(Babbling))]
    public async Task MeaninglessMessagesOfAServerAreIgnored(string what)
    {
        await using var server = new RosbridgeServer(async (stream, cancellationToken) =>
        {
            using WebSocket socket = await RosbridgeServer.ShakeHandsAsync(stream, cancellationToken);
            await HostileServers.Babble[what](socket, cancellationToken);
            await Listen(socket, cancellationToken);
        });
        long before = GC.GetTotalAllocatedBytes();
        await using var publisher = new FacesPublisher(server.Uri, Quick with { Patience = TimeSpan.FromSeconds(10) });
        for (int i = 0; publisher.Rosbridge.Problem is null || publisher.Rosbridge.Sent < 10; i++)
        {
            PublishQuickly(publisher, i % 1000);
            await Task.Delay(10);
        }
        StringAssert.Contains(publisher.Rosbridge.Problem, "not rosbridge protocol");
        Assert.AreEqual(1, publisher.Rosbridge.Connections, "the connection stays open");
        Assert.IsLessThan(20_000_000, GC.GetTotalAllocatedBytes() - before, "huge messages are not kept");
    }

    [TestMethod]
    [Timeout(300_000)]
    [DataRow("never answers the handshake")]
    [DataRow("stops reading")]
    public async Task AServerThatStallsDoesNotKeepThePublisherFromEnding(string how)
    {
        await using var server = new RosbridgeServer(HostileServers.All[how]);
        var publisher = new FacesPublisher(server.Uri, Quick);
        await Until(() => server.Accepted == 1 && (publisher.Rosbridge.IsConnected || how == "never answers the handshake"), server);
        PublishQuickly(publisher, 1);
        // The server never lets it end well.
        await publisher.DisposeAsync().AsTask().WaitAsync(Wait.Limit);
    }

    private static IEnumerable<object[]> Hostile() => HostileServers.All.Keys.Select(k => new object[] { k });

    private static IEnumerable<object[]> Babbling() => HostileServers.Babble.Keys.Select(k => new object[] { k });

    /// <summary>Publishing must not wait for the server. A busy machine may delay any thread a few times, so only more than that is a fault.</summary>
    private void PublishQuickly(FacesPublisher publisher, int number)
    {
        long before = Stopwatch.GetTimestamp();
        publisher.Publish("a1", "neutral", number / 1000f, 0, 0, DateTimeOffset.UtcNow);
        _slow += Stopwatch.GetElapsedTime(before).TotalMilliseconds > 500 ? 1 : 0;
        Assert.IsLessThan(4, _slow);
    }

    private static Task Say(WebSocket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async Task Listen(WebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        while ((await socket.ReceiveAsync(buffer, cancellationToken)).MessageType != WebSocketMessageType.Close)
        {
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    private static async Task Until(Func<bool> condition, RosbridgeServer? server = null)
    {
        long start = Environment.TickCount64;
        while (!condition())
        {
            Assert.IsEmpty(server?.Complaints ?? [], string.Join(' ', server?.Complaints ?? []));
            Assert.IsLessThan(Wait.Limit.TotalMilliseconds, Environment.TickCount64 - start, "waited for too long " + string.Create(CultureInfo.InvariantCulture, $"({server?.Accepted} connections)"));
            await Task.Delay(5);
        }
    }
}
