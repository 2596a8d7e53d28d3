using System.Numerics;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>The last 30 seconds of some values between 0 and 1 and of a colour, five samples per second.</summary>
/// <param name="lines">Number of values.</param>
public sealed class History(int lines)
{
    private const float Seconds = 30, Rate = 5;

    private readonly Queue<(TimeSpan Time, Colour Colour, float[] Values)> _past = [];
    private TimeSpan _last = TimeSpan.MinValue;

    /// <summary>Adds a sample, if enough time has passed.</summary>
    public void Add(TimeSpan now, Colour colour, ReadOnlySpan<float> values)
    {
        while (_past.TryPeek(out (TimeSpan Time, Colour, float[] Values) oldest) && (now - oldest.Time).TotalSeconds > Seconds)
            _past.Dequeue();
        if (_last > TimeSpan.MinValue && (now - _last).TotalSeconds < 1 / Rate)
            return;
        _last = now;
        _past.Enqueue((now, colour, [.. values[..Math.Min(lines, values.Length)], .. new float[Math.Max(0, lines - values.Length)]]));
    }

    /// <summary>Draws the values as lines, oldest on the left.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="x">Left.</param>
    /// <param name="y">Top, where the value is 1.</param>
    /// <param name="w">Width.</param>
    /// <param name="h">Height.</param>
    /// <param name="now">The current time.</param>
    /// <param name="line">Colour and thickness of the line of each value.</param>
    public void DrawChart(Canvas canvas, float x, float y, float w, float h, TimeSpan now, Func<int, (Colour Colour, float Thickness)> line)
    {
        for (int i = 0; i < lines; i++)
        {
            (Colour colour, float thickness) = line(i);
            Vector2? last = null;
            foreach ((TimeSpan time, _, float[] values) in _past)
            {
                Vector2 point = new(GetX(x, w, now, time), y + (h * (1 - Math.Clamp(values[i], 0, 1))));
                if (last is { } from)
                    canvas.Line(from, point, thickness, colour);
                last = point;
            }
        }
    }

    /// <summary>Draws the colours as a strip.</summary>
    public void DrawStrip(Canvas canvas, float x, float y, float w, float h, TimeSpan now)
    {
        canvas.Box(x, y, w, h, Style.Rail, 4);
        float each = (w / Seconds / Rate) + 1.5f;
        foreach ((TimeSpan time, Colour colour, _) in _past)
        {
            float at = GetX(x, w, now, time);
            canvas.Box(at, y, MathF.Min(each, x + w - at), h, colour);
        }
    }

    private static float GetX(float x, float w, TimeSpan now, TimeSpan time) => x + (w * (1 - (float)((now - time).TotalSeconds / Seconds)));
}
