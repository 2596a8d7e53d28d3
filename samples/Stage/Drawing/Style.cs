namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>What these samples have in common for the eye.</summary>
public static class Style
{
    public static Colour Ink => 0xE9EEF7;

    public static Colour Faint => 0x8794AD;

    public static Colour Card => 0x1A2338;

    public static Colour Rail => 0x26314B;

    /// <summary>The colour of an emotion; grey for none.</summary>
    public static Colour Of(string? label) => label switch
    {
        "happiness" => 0xFFC857,
        "sadness" => 0x5B8DEF,
        "neutral" => 0xA9B6CF,
        "anger" => 0xFF5A5F,
        "surprise" => 0xF49CF0,
        "disgust" => 0x7BC96F,
        "fear" => 0xA58BFA,
        "contempt" => 0xC98B5B,
        "anxiety" => 0x4FD1C5,
        "helplessness" => 0x6E8BA8,
        "disappointment" => 0xD98AA0,
        _ => 0x7F8DA8,
    };

    /// <summary>A night sky.</summary>
    public static void Begin(this Canvas canvas) => canvas.Clear(0x0D1322, bottom: 0x141C30);

    /// <summary>Something to write on.</summary>
    public static void Panel(this Canvas canvas, float x, float y, float w, float h) => canvas.Box(x, y, w, h, Card, 14);

    /// <summary>A share as a bar, with its name on the left and its value on the right above it.</summary>
    public static void Bar(this Canvas canvas, float x, float y, float w, string name, string value, float share, Colour colour)
    {
        const float high = 8;
        canvas.Text(x, y, 9, name, Faint);
        canvas.Text(x + w, y, 9, value, Ink, 1);
        canvas.Box(x, y + high, w, high, Rail, high / 2);
        canvas.Box(x, y + high, Math.Clamp(share, high / w, 1) * w, high, colour, high / 2);
    }
}
