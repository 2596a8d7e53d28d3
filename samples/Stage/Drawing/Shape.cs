using System.Numerics;
using System.Runtime.InteropServices;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>
/// The one thing that is ever drawn: a box with round corners, an ellipse or a picture, somewhere, turned, filled or as an outline. Painters
/// compute each pixel's distance from its edge, so edges are smooth at any size. Its layout is what the graphics card reads.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Shape
{
    /// <summary>Kinds; a plain one is a box whose edges lie between pixels.</summary>
    public const int Box = 0, Ellipse = 1, Picture = 2, Plain = 3;

    public Vector2 Centre;

    /// <summary>Half of width and height, before it is turned.</summary>
    public Vector2 Half;

    /// <summary>Where its width points to; of length 1.</summary>
    public Vector2 Along;

    /// <summary>Of the corners.</summary>
    public float Radius;

    /// <summary>Width of the outline; 0 for filled.</summary>
    public float Stroke;

    /// <summary>Pixels over which the edge fades.</summary>
    public float Softness;

    public float Kind;

    public Vector4 Top, Bottom;

    /// <summary>Left, top, right, bottom of what is seen of it.</summary>
    public Vector4 Clip;

    /// <summary>How far it can be seen from its middle, along its own axes.</summary>
    public readonly Vector2 Reach => Half + new Vector2((Softness + Stroke) / 2);
}
