using System.Numerics;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>The common look of these samples.</summary>
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
        "negative" => 0x7C7FE8,
        "contempt" => 0xC98B5B,
        "anxiety" => 0x4FD1C5,
        "helplessness" => 0x6E8BA8,
        "disappointment" => 0xD98AA0,
        _ => 0x7F8DA8,
    };

    /// <summary>Clears the canvas to a dark background.</summary>
    public static void Begin(this Canvas canvas) => canvas.Clear(0x0D1322, bottom: 0x141C30);

    /// <summary>Draws a panel.</summary>
    public static void Panel(this Canvas canvas, float x, float y, float w, float h) => canvas.Box(x, y, w, h, Card, 14);

    /// <summary>Draws a camera image as large as it fits, with the corners of the face box.</summary>
    public static void Camera(this Canvas canvas, CanvasImage image, FaceBox? face, float x, float y, float w, float h, Colour colour)
    {
        float scale = MathF.Min(w / image.Width, h / image.Height);
        Vector2 size = new Vector2(image.Width, image.Height) * scale, start = new Vector2(x, y) + ((new Vector2(w, h) - size) / 2);
        canvas.Image(image, start.X, start.Y, size.X, size.Y, radius: 10);
        if (face is not { } box)
            return;
        // Clipped to the image, even if the face is partly outside.
        Vector2 low = start + Vector2.Clamp(new Vector2(box.X, box.Y) * scale, Vector2.Zero, size) + new Vector2(7);
        Vector2 high = start + Vector2.Clamp(new Vector2(box.X + box.Width, box.Y + box.Height) * scale, Vector2.Zero, size) - new Vector2(7);
        float arm = MathF.Min(28, MathF.Max(0, MathF.Min(high.X - low.X, high.Y - low.Y) / 3));
        foreach ((Vector2 corner, int right, int down) in ((Vector2, int, int)[])[(low, 1, 1), (high, -1, -1), (new(high.X, low.Y), -1, 1), (new(low.X, high.Y), 1, -1)])
        {
            canvas.Line(corner, corner + new Vector2(arm * right, 0), 3, colour);
            canvas.Line(corner, corner + new Vector2(0, arm * down), 3, colour);
        }
    }

    /// <summary>Draws a value as a bar, with its name above on the left and its text above on the right.</summary>
    public static void Bar(this Canvas canvas, float x, float y, float w, string name, string value, float share, Colour colour)
    {
        const float high = 8;
        canvas.Text(x, y, 9, name, Faint);
        canvas.Text(x + w, y, 9, value, Ink, 1);
        canvas.Box(x, y + high, w, high, Rail, high / 2);
        canvas.Box(x, y + high, Math.Clamp(share, high / w, 1) * w, high, colour, high / 2);
    }
}
