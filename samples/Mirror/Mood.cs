namespace MmaDfer.Samples.Mirror;

/// <summary>The pose of the companion's face and body; values are about 0 to 1.</summary>
/// <param name="Smile">Corners of the mouth; -1 for down.</param>
/// <param name="Mouth">Opening of the mouth.</param>
/// <param name="Eyes">Opening of the eyes; 1 at rest.</param>
/// <param name="Brows">Inner ends up; -1 for down.</param>
/// <param name="Blush">Colour of the cheeks.</param>
/// <param name="Arms">Raised; negative for hanging.</param>
/// <param name="Near">Closeness; 1 at rest, less is further away.</param>
/// <param name="Bounce">Height of its hops.</param>
/// <param name="Lean">Tilt of the head.</param>
internal readonly record struct Mood(
    float Smile, float Mouth, float Eyes, float Brows, float Blush, float Arms, float Near, float Bounce, float Lean)
{
    /// <summary>The reaction to a label: it mirrors joy, comforts sadness and fear, backs off from anger, and looks around without a face.</summary>
    public static Mood For(string? label) => label switch
    {
        "happiness" => new(1, 0.55f, 1.05f, 0.35f, 1, 1, 1.04f, 1, 0.1f),
        "surprise" => new(0.25f, 0.75f, 1.4f, 1, 0.4f, 0.6f, 1, 0.15f, 0),
        "sadness" or "helplessness" or "disappointment" => new(0.35f, 0, 0.85f, 1, 0.6f, 0.35f, 1.14f, 0, 0.9f),
        "fear" or "anxiety" => new(0.55f, 0, 0.95f, 0.6f, 0.5f, 0.5f, 1.12f, 0, -0.5f),
        "anger" or "contempt" => new(-0.4f, 0, 1.15f, 0.8f, 0.1f, -0.7f, 0.74f, 0, -0.3f),
        "negative" => new(0.2f, 0, 0.9f, 0.9f, 0.4f, 0.1f, 0.98f, 0, 0.6f),
        "disgust" => new(-0.35f, 0.1f, 0.8f, 0.3f, 0.1f, -0.2f, 0.88f, 0, 0.6f),
        "neutral" => new(0.45f, 0, 1, 0.1f, 0.3f, -0.2f, 1, 0.08f, 0.1f),
        _ => new(0.05f, 0, 0.9f, 0.3f, 0.1f, -0.5f, 0.9f, 0, 0),
    };

    public static string GetWords(string? label) => label switch
    {
        "happiness" => "yay!",
        "surprise" => "oh?",
        "sadness" or "helplessness" or "disappointment" => "I am with you.",
        "fear" or "anxiety" => "we are safe.",
        "anger" or "contempt" => "I give you room.",
        "negative" => "what is it?",
        "disgust" => "not for me either.",
        "neutral" => "hello.",
        _ => "where are you?",
    };

    /// <summary>Blends from this mood (0) to another one (1).</summary>
    public Mood Towards(Mood other, float t)
    {
        float Mix(float from, float to) => from + ((to - from) * t);
        return new Mood(
            Mix(Smile, other.Smile), Mix(Mouth, other.Mouth), Mix(Eyes, other.Eyes), Mix(Brows, other.Brows), Mix(Blush, other.Blush),
            Mix(Arms, other.Arms), Mix(Near, other.Near), Mix(Bounce, other.Bounce), Mix(Lean, other.Lean));
    }
}
