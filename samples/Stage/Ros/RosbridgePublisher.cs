using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace MmaDfer.Samples.Stage.Ros;

/// <summary>
/// Publishes on topics of a rosbridge server (protocol v2: WebSocket, JSON). Publishing never waits: a background task connects, sends
/// and reconnects until disposed, whatever the server does. The first topic is advertised at once, others before their first message.
/// </summary>
public sealed class RosbridgePublisher : IAsyncDisposable
{
    private const int MaxMessageLength = 16 * 1024, MaxRetired = 1000;

    private readonly Uri _server;
    private readonly string _topic, _type;
    private readonly RosbridgeLimits _limits;
    private readonly Channel<Message> _queue;
    private readonly ConcurrentQueue<string> _retired = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private long _connections, _sent, _dropped;
    private volatile bool _isConnected;
    private volatile string? _problem;

    /// <summary>Starts connecting.</summary>
    /// <param name="server">For example ws://localhost:9090.</param>
    /// <param name="topic">The first topic.</param>
    /// <param name="type">The type of its messages, for example std_msgs/msg/String.</param>
    /// <param name="limits">Null for the defaults.</param>
    public RosbridgePublisher(Uri server, string topic, string type, RosbridgeLimits? limits = null)
    {
        (_server, _topic, _type, _limits) = (server, topic, type, limits ?? new());
        var queue = new BoundedChannelOptions(_limits.Queue) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _queue = Channel.CreateBounded<Message>(queue, _ => Interlocked.Increment(ref _dropped));
        _running = Task.Run(RunAsync);
    }

    public bool IsConnected => _isConnected;

    /// <summary>Number of connections on which the first topic was advertised.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages that were replaced by newer ones.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The last fault, or the last status of the server, in one line; null if there was none.</summary>
    public string? Problem => _problem;

    /// <summary>Queues a message of <see cref="RosbridgeMessage.Publish"/>; returns at once. Thread-safe.</summary>
    public void Publish(string topic, string type, byte[] message) => _queue.Writer.TryWrite(new Message(topic, type, message));

    /// <summary>Unadvertises a topic after the messages that are queued, with the next one. Thread-safe.</summary>
    public void Retire(string topic)
    {
        _retired.Enqueue(topic);
        // Without a server, topics must not pile up.
        if (_retired.Count > MaxRetired)
            _retired.TryDequeue(out _);
    }

    /// <summary>Sends the queue, closes the connection and stops, within <see cref="RosbridgeLimits.Patience"/>.</summary>
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
                await RunConnectionAsync();
            }
            // No fault of a server may stop the publisher.
            catch (Exception problem)
            {
                _problem = ToOneLine(problem is OperationCanceledException ? $"{_server} does not answer." : (problem.InnerException ?? problem).Message);
            }
            _isConnected = false;
            if (_limits.Time.GetElapsedTime(start) > _limits.Patience)
                pause = _limits.FirstPause;
            if (!_queue.Reader.Completion.IsCompleted)
                await Task.Delay(pause, _limits.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _limits.MaxPause ? pause * 2 : _limits.MaxPause;
        }
    }

    /// <summary>Runs one connection until it is lost or everything is sent.</summary>
    private async Task RunConnectionAsync()
    {
        using var socket = new ClientWebSocket();
        // A stalled server accepts megabytes before a send waits, but does not answer pings.
        (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (_limits.Patience / 2, _limits.Patience);
        using var connection = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await WithinPatience(cancellationToken => socket.ConnectAsync(_server, cancellationToken));
        var advertised = new HashSet<string> { _topic };
        await Send(socket, RosbridgeMessage.Advertise(_topic, _type));
        Interlocked.Increment(ref _connections);
        _isConnected = true;
        Task listening = ListenAsync(socket, connection.Token);
        try
        {
            while (true)
            {
                Task<bool> more = _queue.Reader.WaitToReadAsync(connection.Token).AsTask();
                if (await Task.WhenAny(more, listening) == listening)
                {
                    // Throws the reason.
                    await listening;
                    return;
                }
                if (!await more)
                    break;
                while (_queue.Reader.TryRead(out Message message))
                {
                    if (advertised.Add(message.Topic))
                        await Send(socket, RosbridgeMessage.Advertise(message.Topic, message.Type));
                    await Send(socket, message.Text);
                    Interlocked.Increment(ref _sent);
                }
                while (_retired.TryDequeue(out string? topic))
                {
                    if (advertised.Remove(topic))
                        await Send(socket, RosbridgeMessage.Unadvertise(topic));
                }
            }
            foreach (string topic in advertised)
                await Send(socket, RosbridgeMessage.Unadvertise(topic));
            await WithinPatience(cancellationToken => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken));
            await Task.WhenAny(listening, Task.Delay(_limits.Patience, _stop.Token));
        }
        finally
        {
            await connection.CancelAsync();
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

    /// <summary>Reads the server's messages in constant memory until it closes.</summary>
    private async Task ListenAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxMessageLength];
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
                HandleMessage(part.MessageType, tooLong ? default : buffer.AsMemory(0, filled));
                (filled, tooLong) = (0, false);
            }
            else if (filled == buffer.Length)
            {
                (filled, tooLong) = (0, true);
            }
        }
    }

    /// <summary>Reports status messages; ignores other operations; anything else is not rosbridge.</summary>
    private void HandleMessage(WebSocketMessageType kind, ReadOnlyMemory<byte> message)
    {
        try
        {
            using var json = JsonDocument.Parse(kind == WebSocketMessageType.Text ? message : default);
            if (json.RootElement.GetProperty("op").GetString() == "status" && json.RootElement.GetProperty("level").GetString() is "error" or "warning")
                _problem = ToOneLine($"{_server}: {json.RootElement.GetProperty("msg").GetString()}");
        }
        // Not JSON, not an object, no such property, half a surrogate.
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            _problem = $"{_server} sent a message that is not rosbridge protocol.";
        }
    }

    /// <summary>Makes a server's text safe to print.</summary>
    private static string ToOneLine(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));

    private readonly record struct Message(string Topic, string Type, byte[] Text);
}

/// <summary>Limits of a <see cref="RosbridgePublisher"/>.</summary>
public sealed record RosbridgeLimits
{
    /// <summary>Maximum number of queued messages; older ones are dropped.</summary>
    public int Queue { get; init; } = 16;

    /// <summary>Pause before the first reconnection; each further pause is twice as long, up to <see cref="MaxPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timeout for connecting, sending and pings. A connection that lasted longer resets the pause.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Clock of the pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
