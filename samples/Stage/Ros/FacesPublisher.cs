using MmaDfer.Sdk;

namespace MmaDfer.Samples.Stage.Ros;

/// <summary>
/// Publishes faces as ROS4HRI has them: the ids of those in view as <c>hri_msgs/msg/IdsList</c> on <c>/humans/faces/tracked</c>, and each face's
/// readings as <c>hri_msgs/msg/Expression</c> on <c>/humans/faces/ID/expression</c>. Never waits. For one thread.
/// </summary>
public sealed class FacesPublisher : IDisposable, IAsyncDisposable
{
    public const string TrackedTopic = "/humans/faces/tracked", TrackedType = "hri_msgs/msg/IdsList", ExpressionType = "hri_msgs/msg/Expression";

    /// <summary>The list is published when it changes, and again after this time for those who subscribe later.</summary>
    public static readonly TimeSpan RepeatAfter = TimeSpan.FromSeconds(1);

    private readonly List<string> _tracked = [];
    private DateTimeOffset _listed = DateTimeOffset.MinValue;

    /// <param name="server">Address of a rosbridge server.</param>
    /// <param name="limits">Null for the defaults.</param>
    public FacesPublisher(Uri server, RosbridgeLimits? limits = null) => Rosbridge = new RosbridgePublisher(server, TrackedTopic, TrackedType, limits);

    public RosbridgePublisher Rosbridge { get; }

    public static string GetTopic(string id) => $"/humans/faces/{id}/expression";

    /// <summary>Tells which faces are in view. The topics of those that have gone are unadvertised, until they are published on again.</summary>
    public void Track(IReadOnlyList<string> ids, DateTimeOffset at)
    {
        bool same = ids.Count == _tracked.Count;
        for (int i = 0; i < ids.Count && same; i++)
            same = ids[i] == _tracked[i];
        if (same && (at - _listed).Duration() < RepeatAfter)
            return;
        foreach (string gone in _tracked)
        {
            if (!ids.Contains(gone))
                Rosbridge.Retire(GetTopic(gone));
        }
        _tracked.Clear();
        _tracked.AddRange(ids);
        _listed = at;
        Rosbridge.Publish(TrackedTopic, TrackedType, CreateList(ids, at));
    }

    /// <summary>Publishes a reading of a face, unless it has no label.</summary>
    public void Publish(string id, in EmotionReading reading, DateTimeOffset at) =>
        Publish(id, reading.Label, reading.Confidence, reading.Valence ?? 0, reading.Arousal ?? 0, at);

    internal void Publish(string id, string? label, float confidence, float valence, float arousal, DateTimeOffset at)
    {
        if (label is not null)
            Rosbridge.Publish(GetTopic(id), ExpressionType, CreateExpression(id, label, confidence, valence, arousal, at));
    }

    /// <summary>Disposes synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public ValueTask DisposeAsync() => Rosbridge.DisposeAsync();

    private static byte[] CreateExpression(string id, string label, float confidence, float valence, float arousal, DateTimeOffset at) =>
        RosbridgeMessage.Publish(GetTopic(id), json =>
        {
            RosbridgeMessage.WriteHeader(json, at, $"face_{id}");
            json.WriteString("expression", ToExpression(label));
            json.WriteNumber("valence", valence);
            json.WriteNumber("arousal", arousal);
            json.WriteNumber("confidence", confidence);
        });

    private static byte[] CreateList(IReadOnlyList<string> ids, DateTimeOffset at) => RosbridgeMessage.Publish(TrackedTopic, json =>
    {
        RosbridgeMessage.WriteHeader(json, at, "");
        json.WriteStartArray("ids");
        foreach (string id in ids)
            json.WriteStringValue(id);
        json.WriteEndArray();
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
