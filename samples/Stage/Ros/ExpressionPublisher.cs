using MmaDfer.Sdk;

namespace MmaDfer.Samples.Stage.Ros;

/// <summary>
/// Publishes readings as ROS 2 <c>hri_msgs/msg/Expression</c> on <c>/humans/faces/ID/expression</c>, as ROS4HRI tools expect.
/// </summary>
public sealed class ExpressionPublisher : IDisposable, IAsyncDisposable
{
    public const string Type = "hri_msgs/msg/Expression";

    /// <param name="server">Address of a rosbridge server.</param>
    /// <param name="faceId">The name of the face in ROS.</param>
    /// <param name="limits">Null for the defaults.</param>
    public ExpressionPublisher(Uri server, string faceId, RosbridgeLimits? limits = null)
    {
        (FaceId, Topic) = (faceId, $"/humans/faces/{faceId}/expression");
        Rosbridge = new RosbridgePublisher(server, Topic, Type, limits);
    }

    public string FaceId { get; }

    public string Topic { get; }

    public RosbridgePublisher Rosbridge { get; }

    /// <summary>Publishes a reading, unless it has no label; never waits.</summary>
    public void Publish(in EmotionReading reading, DateTimeOffset at)
    {
        if (reading.Label is not null)
            Rosbridge.Publish(CreateMessage(reading.Label, reading.Confidence, reading.Valence ?? 0, reading.Arousal ?? 0, at));
    }

    /// <summary>Disposes synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => Rosbridge.DisposeAsync();

    internal byte[] CreateMessage(string label, float confidence, float valence, float arousal, DateTimeOffset at) => RosbridgeMessage.Publish(Topic, json =>
    {
        json.WriteStartObject("header");
        json.WriteStartObject("stamp");
        json.WriteNumber("sec", at.ToUnixTimeSeconds());
        json.WriteNumber("nanosec", at.UtcTicks % TimeSpan.TicksPerSecond * 100);
        json.WriteEndObject();
        json.WriteString("frame_id", $"face_{FaceId}");
        json.WriteEndObject();
        json.WriteString("expression", ToExpression(label));
        json.WriteNumber("valence", valence);
        json.WriteNumber("arousal", arousal);
        json.WriteNumber("confidence", confidence);
    });

    /// <summary>The message's name for a label of DFEW or MAFW; empty if there is none, so that only valence and arousal count.</summary>
    private static string ToExpression(string label) => label switch
    {
        "happiness" => "happy",
        "sadness" => "sad",
        "neutral" => "neutral",
        "anger" => "angry",
        "surprise" => "surprised",
        "disgust" => "disgusted",
        "fear" => "scared",
        "disappointment" => "disappointed",
        _ => "",
    };
}
