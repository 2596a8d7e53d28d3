using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace MmaDfer.Samples.Stage.Ros;

/// <summary>
/// Publishes on one topic of a rosbridge server (protocol v2: WebSocket, JSON). Whoever publishes never waits: a task of its own connects,
/// sends, and connects again, for as long as it takes, whatever the server does.
/// </summary>
public sealed class RosbridgePublisher : IAsyncDisposable
{
    private const int LongestHeard = 16 * 1024;

    private readonly Uri _server;
    private readonly byte[] _advertise, _unadvertise;
    private readonly RosbridgeLimits _limits;
    private readonly Channel<byte[]> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private long _connections, _sent, _dropped;
    private volatile bool _isConnected;
    private volatile string? _trouble;

    /// <summary>Starts connecting.</summary>
    /// <param name="server">Such as ws://localhost:9090.</param>
    /// <param name="topic">Where to publish.</param>
    /// <param name="type">The topic's type, such as std_msgs/msg/String.</param>
    /// <param name="limits">Null for the defaults.</param>
    public RosbridgePublisher(Uri server, string topic, string type, RosbridgeLimits? limits = null)
    {
        (_server, _limits) = (server, limits ?? new());
        _advertise = RosbridgeMessage.Advertise(topic, type);
        _unadvertise = RosbridgeMessage.Unadvertise(topic);
        var queue = new BoundedChannelOptions(_limits.Queue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _queue = Channel.CreateBounded<byte[]>(queue, _ => Interlocked.Increment(ref _dropped));
        _running = Task.Run(RunAsync);
    }

    public bool IsConnected => _isConnected;

    /// <summary>How often the topic was advertised.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages that newer ones took the place of.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>What went wrong last, or what the server said last, in one line; null if nothing did.</summary>
    public string? Trouble => _trouble;

    /// <summary>Hands over a message of <see cref="RosbridgeMessage.Publish"/> and returns. Any thread may.</summary>
    public void Publish(byte[] message) => _queue.Writer.TryWrite(message);

    /// <summary>Sends what waits, takes leave of the server if there is one, and ends; within <see cref="RosbridgeLimits.Patience"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (_isConnected)
            _stop.CancelAfter(_limits.Patience);
        else
            await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        TimeSpan pause = _limits.FirstPause;
        while (!_stop.IsCancellationRequested && !_queue.Reader.Completion.IsCompleted)
        {
            long start = _limits.Time.GetTimestamp();
            try
            {
                await TalkAsync();
            }
            // Whatever a server can provoke: none of it may end the publishing.
            catch (Exception problem)
            {
                _trouble = OneLine(problem is OperationCanceledException ? $"{_server} does not answer." : (problem.InnerException ?? problem).Message);
            }
            _isConnected = false;
            if (_limits.Time.GetElapsedTime(start) > _limits.Patience)
                pause = _limits.FirstPause;
            if (!_queue.Reader.Completion.IsCompleted)
                await Task.Delay(pause, _limits.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _limits.MaxPause ? pause * 2 : _limits.MaxPause;
        }
    }

    /// <summary>One connection, until it is lost or all is said.</summary>
    private async Task TalkAsync()
    {
        using var socket = new ClientWebSocket();
        // A server that stalls takes megabytes before a send waits; but it does not answer pings.
        (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (_limits.Patience / 2, _limits.Patience);
        using var talk = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await WithinPatience(cancellationToken => socket.ConnectAsync(_server, cancellationToken));
        await Send(socket, _advertise);
        Interlocked.Increment(ref _connections);
        _isConnected = true;
        Task listening = ListenAsync(socket, talk.Token);
        try
        {
            while (true)
            {
                Task<bool> more = _queue.Reader.WaitToReadAsync(talk.Token).AsTask();
                if (await Task.WhenAny(more, listening) == listening)
                {
                    // Says why.
                    await listening;
                    return;
                }
                if (!await more)
                    break;
                while (_queue.Reader.TryRead(out byte[]? message))
                {
                    await Send(socket, message);
                    Interlocked.Increment(ref _sent);
                }
            }
            await Send(socket, _unadvertise);
            await WithinPatience(cancellationToken => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken));
            await Task.WhenAny(listening, Task.Delay(_limits.Patience, _stop.Token));
        }
        finally
        {
            await talk.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task Send(ClientWebSocket socket, byte[] message) =>
        WithinPatience(cancellationToken => socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken));

    private async Task WithinPatience(Func<CancellationToken, Task> action)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_limits.Patience);
        await action(limit.Token);
    }

    /// <summary>Takes in what the server says, in constant memory, until it closes.</summary>
    private async Task ListenAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestHeard];
        int filled = 0;
        bool tooLong = false;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException($"{_server} closed the connection: {socket.CloseStatus} {socket.CloseStatusDescription}");
            filled += part.Count;
            if (part.EndOfMessage)
            {
                Hear(part.MessageType, tooLong ? default : buffer.AsMemory(0, filled));
                (filled, tooLong) = (0, false);
            }
            else if (filled == buffer.Length)
            {
                (filled, tooLong) = (0, true);
            }
        }
    }

    /// <summary>A status is worth telling; other operations are for others; the rest is not rosbridge.</summary>
    private void Hear(WebSocketMessageType kind, ReadOnlyMemory<byte> message)
    {
        try
        {
            using var json = JsonDocument.Parse(kind == WebSocketMessageType.Text ? message : default);
            if (json.RootElement.GetProperty("op").GetString() == "status" && json.RootElement.GetProperty("level").GetString() is "error" or "warning")
                _trouble = OneLine($"{_server}: {json.RootElement.GetProperty("msg").GetString()}");
        }
        // Not JSON, not an object, no such property, half a surrogate.
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            _trouble = $"{_server} says what is not of rosbridge's protocol.";
        }
    }

    /// <summary>Fit to be printed, whatever a server put into it.</summary>
    private static string OneLine(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
}
