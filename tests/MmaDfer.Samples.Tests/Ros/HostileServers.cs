using System.Net.WebSockets;
using System.Text;

namespace MmaDfer.Samples.Tests.Ros;

/// <summary>Faulty behaviours of a server.</summary>
internal static class HostileServers
{
    /// <summary>Behaviours with which no connection lasts.</summary>
    public static IReadOnlyDictionary<string, Func<Stream, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<Stream, CancellationToken, Task>>
        {
            ["closes at once"] = (_, _) => Task.CompletedTask,
            ["closes during the handshake"] = (stream, cancellationToken) => Write(stream, "HTTP/1.1 101 Swit", cancellationToken),
            ["is another kind of server"] = (stream, cancellationToken) => Write(stream, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", cancellationToken),
            ["answers with random bytes"] = (stream, cancellationToken) => stream.WriteAsync(Noise(2000), cancellationToken).AsTask(),
            ["accepts with the wrong key"] = (stream, cancellationToken) => Write(
                stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n", cancellationToken),
            ["never answers the handshake"] = (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken),
            ["drops after three messages"] = new RosbridgeProtocol { IsListChecked = false }.ServeThree,
            ["stops reading"] = async (stream, cancellationToken) =>
            {
                await RosbridgeServer.ShakeHandsAsync(stream, cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            ["closes with a long reason"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0x88, 125, 0x03, 0xE8, .. "\u001b[31m"u8, .. new byte[118]]),
            ["closes with a code that does not exist"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0x88, 2, 0, 1]),
            ["closes with half a code"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0x88, 1, 3]),
            ["sends frames with reserved bits"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0xF1, 2, (byte)'{', (byte)'}']),
            ["masks frames like a client"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0x81, 0x82, 1, 2, 3, 4, 0, 0]),
            ["announces 2^63 bytes"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0x81, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
            ["sends invalid UTF-8"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0x81, 3, 0xFF, 0xC0, 0x80]),
            ["continues a message that it did not start"] = (stream, cancellationToken) => Frame(stream, cancellationToken, [0x80, 2, (byte)'{', (byte)'}']),
            ["turns to random bytes"] = (stream, cancellationToken) => Frame(stream, cancellationToken, Noise(5000)),
        };

    /// <summary>Meaningless messages of a server.</summary>
    public static IReadOnlyDictionary<string, Func<WebSocket, CancellationToken, Task>> Babble { get; } =
        new Dictionary<string, Func<WebSocket, CancellationToken, Task>>
        {
            ["garbage"] = (socket, cancellationToken) => Say(socket, "garbage \0\u001b[31m", cancellationToken),
            ["nothing"] = (socket, cancellationToken) => Say(socket, "", cancellationToken),
            ["half of JSON"] = (socket, cancellationToken) => Say(socket, """{"op":"status","level":"error","msg":"x""", cancellationToken),
            ["an array"] = (socket, cancellationToken) => Say(socket, """["op","status"]""", cancellationToken),
            ["no operation"] = (socket, cancellationToken) => Say(socket, """{"receiver":"/x"}""", cancellationToken),
            ["a number for a name"] = (socket, cancellationToken) => Say(socket, """{"op":7}""", cancellationToken),
            ["an object for a text"] = (socket, cancellationToken) => Say(socket, """{"op":"status","level":"error","msg":{"a":1}}""", cancellationToken),
            ["half a surrogate"] = (socket, cancellationToken) => Say(socket, """{"op":"status","level":"error","msg":"\ud800"}""", cancellationToken),
            ["depth"] = (socket, cancellationToken) => Say(socket, new string('[', 10_000), cancellationToken),
            ["binary"] = (socket, cancellationToken) => socket.SendAsync(Noise(3000), WebSocketMessageType.Binary, true, cancellationToken),
            ["50 MB in one message"] = async (socket, cancellationToken) =>
            {
                byte[] piece = Encoding.UTF8.GetBytes(new string('[', 100_000));
                for (int i = 0; i < 500; i++)
                    await socket.SendAsync(piece, WebSocketMessageType.Text, i == 499, cancellationToken);
            },
        };

    private static async Task Frame(Stream stream, CancellationToken cancellationToken, byte[] bytes)
    {
        await RosbridgeServer.ShakeHandsAsync(stream, cancellationToken);
        await stream.WriteAsync(bytes, cancellationToken);
        // The client is to find out by itself, and to hang up.
        byte[] rest = new byte[4096];
        while (await stream.ReadAsync(rest, cancellationToken) > 0)
        {
        }
    }

    private static Task ServeThree(this RosbridgeProtocol protocol, Stream stream, CancellationToken cancellationToken) =>
        protocol.ServeAsync(stream, 3, cancellationToken);

    private static Task Write(Stream stream, string text, CancellationToken cancellationToken) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).AsTask();

    private static Task Say(WebSocket socket, string text, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
