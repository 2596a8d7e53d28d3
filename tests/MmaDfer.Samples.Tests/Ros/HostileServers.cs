using System.Net.WebSockets;
using System.Text;

namespace MmaDfer.Samples.Tests.Ros;

/// <summary>Ways in which a server can be of no use.</summary>
internal static class HostileServers
{
    /// <summary>Those with which no connection lasts.</summary>
    public static IReadOnlyDictionary<string, Func<Stream, CancellationToken, Task>> All { get; } =
        new Dictionary<string, Func<Stream, CancellationToken, Task>>
        {
            ["hangs up at once"] = (_, _) => Task.CompletedTask,
            ["hangs up in the middle of the handshake"] = (stream, cancellation) => Write(stream, "HTTP/1.1 101 Swit", cancellation),
            ["is another kind of server"] = (stream, cancellation) => Write(stream, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", cancellation),
            ["answers with noise"] = (stream, cancellation) => stream.WriteAsync(Noise(2000), cancellation).AsTask(),
            ["accepts with the wrong key"] = (stream, cancellation) => Write(
                stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n", cancellation),
            ["never answers the handshake"] = (_, cancellation) => Task.Delay(Timeout.Infinite, cancellation),
            ["drops after three messages"] = new RosbridgeProtocol().ServeThree,
            ["stops reading"] = async (stream, cancellation) =>
            {
                await RosbridgeServer.ShakeHandsAsync(stream, cancellation);
                await Task.Delay(Timeout.Infinite, cancellation);
            },
            ["closes with a long reason"] = (stream, cancellation) => Frame(stream, cancellation, [0x88, 125, 0x03, 0xE8, .. "\u001b[31m"u8, .. new byte[118]]),
            ["closes with a code that does not exist"] = (stream, cancellation) => Frame(stream, cancellation, [0x88, 2, 0, 1]),
            ["closes with half a code"] = (stream, cancellation) => Frame(stream, cancellation, [0x88, 1, 3]),
            ["sends frames with reserved bits"] = (stream, cancellation) => Frame(stream, cancellation, [0xF1, 2, (byte)'{', (byte)'}']),
            ["masks as only clients do"] = (stream, cancellation) => Frame(stream, cancellation, [0x81, 0x82, 1, 2, 3, 4, 0, 0]),
            ["promises 2^63 bytes"] = (stream, cancellation) => Frame(stream, cancellation, [0x81, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
            ["says what is not UTF-8"] = (stream, cancellation) => Frame(stream, cancellation, [0x81, 3, 0xFF, 0xC0, 0x80]),
            ["goes on with what it did not begin"] = (stream, cancellation) => Frame(stream, cancellation, [0x80, 2, (byte)'{', (byte)'}']),
            ["turns to noise"] = (stream, cancellation) => Frame(stream, cancellation, Noise(5000)),
        };

    /// <summary>What a server can say that means nothing.</summary>
    public static IReadOnlyDictionary<string, Func<WebSocket, CancellationToken, Task>> Babble { get; } =
        new Dictionary<string, Func<WebSocket, CancellationToken, Task>>
        {
            ["garbage"] = (socket, cancellation) => Say(socket, "garbage \0\u001b[31m", cancellation),
            ["nothing"] = (socket, cancellation) => Say(socket, "", cancellation),
            ["half of JSON"] = (socket, cancellation) => Say(socket, """{"op":"status","level":"error","msg":"x""", cancellation),
            ["an array"] = (socket, cancellation) => Say(socket, """["op","status"]""", cancellation),
            ["no operation"] = (socket, cancellation) => Say(socket, """{"receiver":"/x"}""", cancellation),
            ["a number for a name"] = (socket, cancellation) => Say(socket, """{"op":7}""", cancellation),
            ["an object for a text"] = (socket, cancellation) => Say(socket, """{"op":"status","level":"error","msg":{"a":1}}""", cancellation),
            ["half a surrogate"] = (socket, cancellation) => Say(socket, """{"op":"status","level":"error","msg":"\ud800"}""", cancellation),
            ["depth"] = (socket, cancellation) => Say(socket, new string('[', 10_000), cancellation),
            ["binary"] = (socket, cancellation) => socket.SendAsync(Noise(3000), WebSocketMessageType.Binary, true, cancellation),
            ["50 MB in one message"] = async (socket, cancellation) =>
            {
                byte[] piece = Encoding.UTF8.GetBytes(new string('[', 100_000));
                for (int i = 0; i < 500; i++)
                    await socket.SendAsync(piece, WebSocketMessageType.Text, i == 499, cancellation);
            },
        };

    private static async Task Frame(Stream stream, CancellationToken cancellation, byte[] bytes)
    {
        await RosbridgeServer.ShakeHandsAsync(stream, cancellation);
        await stream.WriteAsync(bytes, cancellation);
        // Lets the client find out by itself.
        await Task.Delay(300, cancellation);
    }

    private static Task ServeThree(this RosbridgeProtocol protocol, Stream stream, CancellationToken cancellation) =>
        protocol.ServeAsync(stream, 3, cancellation);

    private static Task Write(Stream stream, string text, CancellationToken cancellation) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellation).AsTask();

    private static Task Say(WebSocket socket, string text, CancellationToken cancellation) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
