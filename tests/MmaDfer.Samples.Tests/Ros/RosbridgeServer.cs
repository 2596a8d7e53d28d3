using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace MmaDfer.Samples.Tests.Ros;

/// <summary>A real WebSocket server on its own port; each connection runs the next script, and all further ones the last.</summary>
internal sealed class RosbridgeServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, CancellationToken, Task>[] _scripts;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _talks = [];
    private readonly Task _accepting;
    private int _accepted;

    public RosbridgeServer(params Func<Stream, CancellationToken, Task>[] scripts)
    {
        _scripts = scripts;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public Uri Uri => new($"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Faults of clients that scripts found.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>The server's half of RFC 6455's handshake.</summary>
    public static async Task<WebSocket> ShakeHandsAsync(Stream stream, CancellationToken cancellationToken)
    {
        string key = "";
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            if (one[0] != '\n')
            {
                line.Append((char)one[0]);
                continue;
            }
            string text = line.ToString().TrimEnd('\r');
            line.Clear();
            if (text.Length == 0)
                break;
            if (text.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))
                key = text[18..].Trim();
        }
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"), cancellationToken);
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Func<Stream, CancellationToken, Task> script = _scripts[Math.Min(Interlocked.Increment(ref _accepted), _scripts.Length) - 1];
                _talks.Add(Task.Run(() => TalkAsync(client, script)));
            }
            catch (Exception problem) when (problem is OperationCanceledException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(TcpClient client, Func<Stream, CancellationToken, Task> script)
    {
        using (client)
        {
            try
            {
                await script(client.GetStream(), _stop.Token);
            }
            catch (AssertFailedException problem)
            {
                Complaints.Enqueue(problem.Message);
            }
            // The client went away, or the test is over.
            catch (Exception problem) when (problem is IOException or OperationCanceledException or WebSocketException or SocketException)
            {
            }
        }
    }
}
