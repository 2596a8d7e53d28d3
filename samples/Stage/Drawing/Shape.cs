using System.Numerics;
using System.Runtime.InteropServices;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>
/// The only primitive: a box with round corners, an ellipse or an image, rotated, filled or outlined. Painters compute each pixel's distance
/// from the edge, so edges are smooth at any size. The graphics card reads this layout.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Shape
{
    /// <summary>Kinds; Plain is a box whose edges lie between pixels.</summary>
    public const int Box = 0, Ellipse = 1, Image = 2, Plain = 3;

    public Vector2 Centre;

    /// <summary>Half of width and height, before rotation.</summary>
    public Vector2 Half;

    /// <summary>Direction of the width; a unit vector.</summary>
    public Vector2 Along;

    /// <summary>Radius of the corners.</summary>
    public float Radius;

    /// <summary>Width of the outline; 0 for filled.</summary>
    public float Stroke;

    /// <summary>Pixels over which the edge fades.</summary>
    public float Softness;

    public float Kind;

    public Vector4 Top, Bottom;

    /// <summary>Left, top, right and bottom of the visible part.</summary>
    public Vector4 Clip;

    /// <summary>Visible extent from the centre, along its own axes.</summary>
    public readonly Vector2 Reach => Half + new Vector2((Softness + Stroke) / 2);
}

/// <summary>An sRGB colour with opacity, 0 to 1 each.</summary>
public readonly record struct Colour(float Red, float Green, float Blue, float Alpha = 1)
{
    public static implicit operator Colour(int rgb) => new(((rgb >> 16) & 255) / 255f, ((rgb >> 8) & 255) / 255f, (rgb & 255) / 255f);

    internal Vector4 Vector => new(Red, Green, Blue, Alpha);

    public Colour With(float alpha) => this with { Alpha = alpha };

    /// <summary>Blends from this colour (0) to another one (1).</summary>
    public Colour Towards(Colour other, float t)
    {
        Vector4 mixed = Vector4.Lerp(Vector, other.Vector, Math.Clamp(t, 0, 1));
        return new Colour(mixed.X, mixed.Y, mixed.Z, mixed.W);
    }
}
