using System.Numerics;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>
/// The shapes of a frame, in pixels from the top left, painted in order. A painter shows them, on a graphics card or in software. Reused from
/// frame to frame, it allocates nothing.
/// </summary>
public sealed class Canvas(int width, int height)
{
    private readonly List<Shape> _shapes = [];
    private readonly List<(int At, CanvasImage Image)> _images = [];
    private Vector4 _clip;

    public int Width => width;

    public int Height => height;

    internal List<Shape> Shapes => _shapes;

    /// <summary>The index and the image of each shape that shows one, in order.</summary>
    internal List<(int At, CanvasImage Image)> Images => _images;

    /// <summary>Removes all shapes and fills the background.</summary>
    public void Clear(Colour top, Colour bottom)
    {
        _shapes.Clear();
        _images.Clear();
        Unclip();
        Box(0, 0, width, height, top, bottom: bottom);
    }

    /// <summary>Clips all further shapes to a rectangle.</summary>
    public void Clip(float x, float y, float w, float h) => _clip = new Vector4(x, y, x + w, y + h);

    public void Unclip() => _clip = new Vector4(0, 0, width, height);

    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="w">Width.</param>
    /// <param name="h">Height.</param>
    /// <param name="colour">Colour at the top.</param>
    /// <param name="radius">Radius of the corners.</param>
    /// <param name="bottom">Colour at the bottom; null for the same.</param>
    /// <param name="stroke">Width of the outline; 0 for filled.</param>
    /// <param name="softness">Pixels over which the edge fades: large for shadows and glows.</param>
    public void Box(float x, float y, float w, float h, Colour colour, float radius = 0, Colour? bottom = null, float stroke = 0, float softness = 1)
    {
        bool isSharp = stroke == 0 && softness == 1 && IsWhole(x) && IsWhole(y) && IsWhole(w) && IsWhole(h) && IsWhole(radius);
        if (isSharp && radius > 0 && w * h > 10_000 && bottom is null && colour.Alpha == 1)
        {
            RoundedBox(x, y, w, h, colour, radius);
            return;
        }
        Add(
            isSharp && radius == 0 ? Shape.Plain : Shape.Box, new(x + (w / 2), y + (h / 2)), new(w / 2, h / 2), Vector2.UnitX, colour, bottom ?? colour, radius, stroke, softness);
    }

    /// <param name="x">Centre.</param>
    /// <param name="y">Centre.</param>
    /// <param name="radius">Half its width.</param>
    /// <param name="colour">Colour at the top.</param>
    /// <param name="radiusY">Half its height; null for a circle.</param>
    /// <param name="turn">Clockwise, in radians.</param>
    /// <param name="bottom">Colour at the bottom; null for the same.</param>
    /// <param name="stroke">Width of the outline; 0 for filled.</param>
    /// <param name="softness">Pixels over which the edge fades.</param>
    public void Circle(
        float x, float y, float radius, Colour colour, float? radiusY = null, float turn = 0, Colour? bottom = null, float stroke = 0, float softness = 1) =>
        Add(Shape.Ellipse, new(x, y), new(radius, radiusY ?? radius), new(MathF.Cos(turn), MathF.Sin(turn)), colour, bottom ?? colour, 0, stroke, softness);

    /// <summary>A circle's outline. A large one is made of lines, as the pixels inside would cost time.</summary>
    public void Ring(float x, float y, float radius, float thickness, Colour colour)
    {
        if (radius < 64)
        {
            Circle(x, y, radius, colour, stroke: thickness);
            return;
        }
        int pieces = (int)(radius * 0.8f);
        for (int i = 0; i < pieces; i++)
        {
            (float sin, float cos) = MathF.SinCos(i * MathF.Tau / pieces);
            (float nextSin, float nextCos) = MathF.SinCos((i + 1) * MathF.Tau / pieces);
            Line(new(x + (radius * cos), y + (radius * sin)), new(x + (radius * nextCos), y + (radius * nextSin)), thickness, colour);
        }
    }

    /// <summary>A straight line with round ends.</summary>
    public void Line(Vector2 from, Vector2 to, float thickness, Colour colour)
    {
        Vector2 direction = to - from;
        float length = direction.Length();
        Vector2 along = length > 0 ? direction / length : Vector2.UnitX;
        Add(Shape.Box, (from + to) / 2, new Vector2(length + thickness, thickness) / 2, along, colour, colour, thickness / 2, 0, 1);
    }

    /// <summary>A line with an arrowhead.</summary>
    public void Arrow(Vector2 from, Vector2 to, float thickness, Colour colour)
    {
        Vector2 back = Vector2.Normalize(from - to) * 3 * thickness, side = new(-back.Y * 0.7f, back.X * 0.7f);
        Line(from, to, thickness, colour);
        Line(to, to + back + side, thickness, colour);
        Line(to, to + back - side, thickness, colour);
    }

    /// <summary>A curve between two points, bent towards a third.</summary>
    public void Curve(Vector2 from, Vector2 bend, Vector2 to, float thickness, Colour colour)
    {
        const int pieces = 14;
        Vector2 last = from;
        for (int i = 1; i <= pieces; i++)
        {
            float t = (float)i / pieces;
            Vector2 next = Vector2.Lerp(Vector2.Lerp(from, bend, t), Vector2.Lerp(bend, to, t), t);
            Line(last, next, thickness, colour);
            last = next;
        }
    }

    public void Image(CanvasImage image, float x, float y, float w, float h, float radius = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        _images.Add((_shapes.Count, image));
        Add(Shape.Image, new(x + (w / 2), y + (h / 2)), new(w / 2, h / 2), Vector2.UnitX, 0xFFFFFF, 0xFFFFFF, radius, 0, 1);
    }

    /// <param name="x">Left, centre or right of the text, by <paramref name="align"/>.</param>
    /// <param name="y">Baseline.</param>
    /// <param name="size">Height of capital letters.</param>
    /// <param name="text">Latin letters, digits and some symbols.</param>
    /// <param name="colour">Must be opaque, as strokes overlap.</param>
    /// <param name="align">0 left, 0.5 centre, 1 right.</param>
    /// <param name="weight">Thickness of the strokes relative to the size.</param>
    /// <returns>The width of the text.</returns>
    public float Text(float x, float y, float size, ReadOnlySpan<char> text, Colour colour, float align = 0, float weight = 0.12f)
    {
        float scale = size / Font.CapHeight, whole = Font.Width(text) * scale;
        x -= align * whole;
        foreach (char letter in text)
        {
            foreach ((Vector2 from, Vector2 to) in Font.Strokes(letter, size < 16))
                Line(new Vector2(x, y) + (from * scale), new Vector2(x, y) + (to * scale), weight * size, colour);
            x += Font.Advance(letter) * scale;
        }
        return whole;
    }

    /// <summary>A large box as plain rectangles and four corners, as computing distances costs time.</summary>
    private void RoundedBox(float x, float y, float w, float h, Colour colour, float radius)
    {
        Box(x + radius, y, w - (2 * radius), h, colour);
        Box(x, y + radius, radius, h - (2 * radius), colour);
        Box(x + w - radius, y + radius, radius, h - (2 * radius), colour);
        Vector4 outer = _clip;
        foreach ((float left, float top) in ((float, float)[])[(x, y), (x + w - radius, y), (x, y + h - radius), (x + w - radius, y + h - radius)])
        {
            _clip = new(MathF.Max(outer.X, left), MathF.Max(outer.Y, top), MathF.Min(outer.Z, left + radius), MathF.Min(outer.W, top + radius));
            Circle(left == x ? x + radius : left, top == y ? y + radius : top, radius, colour);
        }
        _clip = outer;
    }

    private static bool IsWhole(float value) => value == MathF.Floor(value);

    private void Add(int kind, Vector2 centre, Vector2 half, Vector2 along, Colour top, Colour bottom, float radius, float stroke, float softness) =>
        _shapes.Add(new Shape
        {
            Kind = kind, Centre = centre, Half = half, Along = along, Top = top.Vector, Bottom = bottom.Vector,
            Radius = MathF.Min(radius, MathF.Min(half.X, half.Y)), Stroke = stroke, Softness = softness, Clip = _clip,
        });
}
