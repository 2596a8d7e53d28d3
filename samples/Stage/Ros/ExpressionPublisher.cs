using MmaDfer.Sdk;

namespace MmaDfer.Samples.Stage.Ros;

/// <summary>
/// Readings as ROS 2's <c>hri_msgs/msg/Expression</c> on <c>/humans/faces/ID/expression</c>, where ROS4HRI's tools look for them.
/// </summary>
public sealed class ExpressionPublisher : IDisposable, IAsyncDisposable
{
    public const string Type = "hri_msgs/msg/Expression";

    /// <param name="server">A rosbridge.</param>
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

    /// <summary>Publishes a reading, unless nothing is known; never waits.</summary>
    public void Publish(in EmotionReading reading, DateTimeOffset at)
    {
        if (reading.Label is not null)
            Rosbridge.Publish(Message(reading.Label, reading.Confidence, reading.Valence ?? 0, reading.Arousal ?? 0, at));
    }

    /// <summary>The same, waited for.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => Rosbridge.DisposeAsync();

    internal byte[] Message(string label, float confidence, float valence, float arousal, DateTimeOffset at) => RosbridgeMessage.Publish(Topic, json =>
    {
        json.WriteStartObject("header");
        json.WriteStartObject("stamp");
        json.WriteNumber("sec", at.ToUnixTimeSeconds());
        json.WriteNumber("nanosec", at.UtcTicks % TimeSpan.TicksPerSecond * 100);
        json.WriteEndObject();
        json.WriteString("frame_id", $"face_{FaceId}");
        json.WriteEndObject();
        json.WriteString("expression", Expression(label));
        json.WriteNumber("valence", valence);
        json.WriteNumber("arousal", arousal);
        json.WriteNumber("confidence", confidence);
    });

    /// <summary>The message's word for a label of DFEW or MAFW; none where it has none, so that valence and arousal speak alone.</summary>
    private static string Expression(string label) => label switch
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
