using System.Buffers;
using System.Text.Json;

namespace MmaDfer.Samples.Stage.Ros;

/// <summary>The three messages of a publisher to a rosbridge server, as UTF-8.</summary>
public static class RosbridgeMessage
{
    public static byte[] Advertise(string topic, string type) => Write("advertise", topic, json => json.WriteString("type", type));

    public static byte[] Unadvertise(string topic) => Write("unadvertise", topic, _ => { });

    /// <param name="topic">The topic.</param>
    /// <param name="fields">Writes the fields of the ROS message.</param>
    public static byte[] Publish(string topic, Action<Utf8JsonWriter> fields) => Write("publish", topic, json =>
    {
        json.WriteStartObject("msg");
        fields(json);
        json.WriteEndObject();
    });

    /// <summary>Writes the field <c>header</c>, a <c>std_msgs/msg/Header</c>.</summary>
    public static void WriteHeader(Utf8JsonWriter json, DateTimeOffset at, string frameId)
    {
        json.WriteStartObject("header");
        json.WriteStartObject("stamp");
        json.WriteNumber("sec", at.ToUnixTimeSeconds());
        json.WriteNumber("nanosec", at.UtcTicks % TimeSpan.TicksPerSecond * 100);
        json.WriteEndObject();
        json.WriteString("frame_id", frameId);
        json.WriteEndObject();
    }

    private static byte[] Write(string operation, string topic, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("op", operation);
            json.WriteString("topic", topic);
            rest(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
