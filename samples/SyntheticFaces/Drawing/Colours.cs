using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>Colours as red, green and blue from 0 to 1.</summary>
internal static class Colours
{
    public static readonly Vector3 Black = Vector3.Zero;

    public static readonly Vector3 White = Vector3.One;

    public static Vector3 Hex(int rgb) => new Vector3(rgb >> 16, (rgb >> 8) & 255, rgb & 255) * (1 / 255f);

    public static float Luminance(Vector3 colour) => (0.299f * colour.X) + (0.587f * colour.Y) + (0.114f * colour.Z);

    /// <param name="hue">In turns: 0 red, 1/3 green, 2/3 blue.</param>
    /// <param name="saturation">0 grey, 1 pure.</param>
    /// <param name="value">Of the strongest channel.</param>
    public static Vector3 Hsv(float hue, float saturation, float value)
    {
        float Channel(float shift)
        {
            float turns = hue + shift;
            float ramp = MathF.Abs(((turns - MathF.Floor(turns)) * 6) - 3) - 1;
            return value * (1 - (saturation * (1 - Math.Clamp(ramp, 0, 1))));
        }
        return new Vector3(Channel(0), Channel(2f / 3), Channel(1f / 3));
    }
}
