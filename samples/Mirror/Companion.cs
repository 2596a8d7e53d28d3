using System.Numerics;
using MmaDfer.Samples.Stage.Drawing;

namespace MmaDfer.Samples.Mirror;

/// <summary>A small creature that moves smoothly from one mood to another.</summary>
internal sealed class Companion
{
    /// <summary>Its height at rest is about 200 pixels of this.</summary>
    private const float Size = 0.84f;

    private static readonly Colour Night = 0x22304A, White = 0xFFFFFF, Pink = 0xFF7EA0;

    private Mood _mood = Mood.For(null);
    private Colour _colour = Style.Of(null);
    private TimeSpan _last;

    /// <summary>Draws the next frame.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="x">Centre of its place.</param>
    /// <param name="y">Centre of its place.</param>
    /// <param name="label">Label of the person's emotion; null if unknown.</param>
    /// <param name="now">The current time.</param>
    public void Draw(Canvas canvas, float x, float y, string? label, TimeSpan now)
    {
        float passed = (float)Math.Clamp((now - _last).TotalSeconds, 0, 0.1), t = (float)now.TotalSeconds;
        _last = now;
        _mood = _mood.Towards(Mood.For(label), 1 - MathF.Exp(-4 * passed));
        _colour = _colour.Towards(Style.Of(label), 1 - MathF.Exp(-3 * passed));
        float s = Size * _mood.Near, hop = MathF.Abs(MathF.Sin(t * 5.5f)) * 26 * Size * _mood.Bounce, breath = 1 + (0.02f * MathF.Sin(t * 2.2f));
        float lean = 12 * _mood.Lean * (1 + (0.15f * MathF.Sin(t * 1.7f)));
        Colour light = _colour.Towards(White, 0.45f), dark = _colour.Towards(Night, 0.35f);
        Vector2 At(float right, float down) => new(x + (s * right) + (lean * -down / 90 * s), y - hop + (s * down));

        canvas.Circle(x, y + (104 * s), (78 - (hop * 0.8f / Size)) * s, new Colour(0, 0, 0, 0.5f), radiusY: 13 * s, softness: 16);
        canvas.Circle(x, y - hop, 150 * s, _colour.With(0.22f), softness: 120);
        foreach (int side in (int[])[-1, 1])
        {
            Vector2 ear = At(58 * side, -82), foot = At(34 * side, 96);
            canvas.Circle(ear.X, ear.Y, 21 * s, light, radiusY: 34 * s, turn: side * (0.5f - (0.5f * _mood.Arms)), bottom: _colour);
            canvas.Circle(ear.X, ear.Y + (3 * s), 11 * s, Pink.With(0.55f), radiusY: 22 * s, turn: side * (0.5f - (0.5f * _mood.Arms)));
            canvas.Circle(foot.X, foot.Y, 24 * s, _colour, radiusY: 13 * s, bottom: dark);
            float wave = _mood.Arms > 0.8f ? 8 * MathF.Sin((t * 9) + side) : 0;
            canvas.Curve(At(78 * side, 26), At((104 + wave) * side, 26 - (10 * _mood.Arms)), At((108 + wave) * side, 40 - (66 * _mood.Arms)), 21 * s, _colour);
        }
        Vector2 body = At(0, 10), belly = At(0, 48);
        canvas.Circle(body.X, body.Y, 92 * s / breath, light, radiusY: 94 * s * breath, bottom: dark);
        canvas.Circle(belly.X, belly.Y, 56 * s, White.With(0.28f), radiusY: 44 * s, softness: 14);
        DrawFace(canvas, At, s, t);
        if (label is "sadness" or "fear")
            DrawHeart(canvas, At(0, 62), s * (1 + (0.12f * MathF.Sin(t * 5))));
    }

    private void DrawFace(Canvas canvas, Func<float, float, Vector2> at, float s, float t)
    {
        // Blinks every few seconds, and looks around now and then.
        float blink = t % 3.7f is < 0.14f and var b ? MathF.Abs((b / 0.07f) - 1) : 1;
        float gaze = 5 * MathF.Sin(t * 0.9f) * MathF.Max(0, MathF.Sin(t * 0.31f)), wide = 20 * s * _mood.Eyes * blink;
        foreach (int side in (int[])[-1, 1])
        {
            Vector2 eye = at(36 * side, -20), pupil = at((36 * side) + gaze, -18), shine = at((36 * side) + gaze - 5, -25), cheek = at(60 * side, 12);
            canvas.Circle(cheek.X, cheek.Y, 17 * s, Pink.With(0.75f * _mood.Blush), radiusY: 11 * s, softness: 14);
            if (wide < 4)
            {
                canvas.Line(at((36 * side) - 16, -18), at((36 * side) + 16, -18), 5 * s, Night);
            }
            else
            {
                canvas.Circle(eye.X, eye.Y, 19 * s, White, radiusY: wide);
                canvas.Circle(pupil.X, pupil.Y, 11 * s, Night, radiusY: MathF.Min(12 * s, wide));
                canvas.Circle(shine.X, shine.Y, 4 * s, White, radiusY: MathF.Min(4 * s, wide));
            }
            float inner = -48 - (12 * _mood.Brows), outer = -52 - (3 * _mood.Smile);
            canvas.Curve(at(22 * side, inner), at(38 * side, MathF.Min(inner, outer) - 6), at(54 * side, outer), 5.5f * s, Night);
        }
        float down = 20, half = 22 + (6 * _mood.Smile), open = 30 * _mood.Mouth * (1 + (0.1f * MathF.Sin(t * 11)));
        if (open > 3)
        {
            Vector2 mouth = at(0, down + 4), tongue = at(0, down + 4 + (open * 0.55f));
            canvas.Circle(mouth.X, mouth.Y, half * 0.9f * s, Night, radiusY: open * s);
            canvas.Circle(tongue.X, tongue.Y, half * 0.5f * s, Pink, radiusY: open * 0.35f * s);
        }
        else
        {
            canvas.Curve(at(-half, down), at(0, down + (26 * _mood.Smile)), at(half, down), 5.5f * s, Night);
        }
    }

    private static void DrawHeart(Canvas canvas, Vector2 at, float s)
    {
        canvas.Circle(at.X, at.Y, 26 * s, Pink.With(0.5f), softness: 30);
        canvas.Line(at + new Vector2(-6, -4) * s, at + new Vector2(0, 6) * s, 14 * s, Pink);
        canvas.Line(at + new Vector2(6, -4) * s, at + new Vector2(0, 6) * s, 14 * s, Pink);
    }
}
