using System.Numerics;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>Red, green, blue as a screen has them, and how much of what is behind they hide; 0 to 1 each.</summary>
public readonly record struct Colour(float Red, float Green, float Blue, float Alpha = 1)
{
    public static implicit operator Colour(int rgb) => new(((rgb >> 16) & 255) / 255f, ((rgb >> 8) & 255) / 255f, (rgb & 255) / 255f);

    internal Vector4 Vector => new(Red, Green, Blue, Alpha);

    public Colour With(float alpha) => this with { Alpha = alpha };

    /// <summary>Between this and another one; 0 is this.</summary>
    public Colour Towards(Colour other, float t)
    {
        Vector4 mixed = Vector4.Lerp(Vector, other.Vector, Math.Clamp(t, 0, 1));
        return new Colour(mixed.X, mixed.Y, mixed.Z, mixed.W);
    }
}
