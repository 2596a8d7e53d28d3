using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

/// <summary>Renders frames of one person in one scene and one style.</summary>
/// <param name="person">Who.</param>
/// <param name="scene">Where.</param>
/// <param name="style">How.</param>
/// <param name="size">Width and height of the frames in pixels.</param>
/// <param name="zoom">By how much smaller than usual the face is in the frames; so are its fine lines.</param>
internal sealed class FaceRenderer(Identity person, Scene scene, FaceStyle style, int size, int zoom = 1)
{
    private readonly Canvas _canvas = new(size) { Fine = size / 96f / zoom };

    /// <summary>Renders a frame as rows of red, green and blue bytes.</summary>
    /// <param name="shown">The state of the face.</param>
    /// <param name="noise">The camera's noise; null for none.</param>
    /// <param name="rgb">3 x size x size bytes.</param>
    public void Render(in Expression shown, Draws? noise, Span<byte> rgb)
    {
        Brush brush = style.BrushFor(_canvas);
        var frame = new HeadFrame(scene.Centre * size, scene.Scale * size, person.HeadWidth * style.HeadWidth, person.Taper, shown);
        var portrait = new Portrait(brush, frame, person, style, shown);
        brush.Background(scene);
        HairPainter.Behind(portrait);
        HeadPainter.Paint(portrait);
        HairPainter.Beard(portrait);
        HeadPainter.Features(portrait);
        EyePainter.Paint(portrait);
        MouthPainter.Paint(portrait);
        HairPainter.Before(portrait);
        Develop(noise, rgb);
    }

    /// <summary>Light, camera and 8 bits.</summary>
    private void Develop(Draws? noise, Span<byte> rgb)
    {
        float deviation = 255 * scene.Noise;
        int at = 0;
        for (int y = 0; y < size; y++)
        {
            foreach (ref Vector3 pixel in _canvas.Row(y))
            {
                int x = at / 3 % size;
                float light = 1 + (2 * (scene.LightGradient.X * (((float)x / size) - 0.5f))) + (2 * (scene.LightGradient.Y * (((float)y / size) - 0.5f)));
                Vector3 value = pixel * scene.LightColour * (light * 255);
                if (noise is not null)
                    value += Noise(noise.Next()) * deviation;
                rgb[at++] = (byte)(Math.Clamp(value.X, 0, 255) + 0.5f);
                rgb[at++] = (byte)(Math.Clamp(value.Y, 0, 255) + 0.5f);
                rgb[at++] = (byte)(Math.Clamp(value.Z, 0, 255) + 0.5f);
            }
        }
    }

    /// <summary>Three nearly normal numbers of deviation 1 from 64 random bits: each is a sum of three uniform ones.</summary>
    private static Vector3 Noise(ulong bits)
    {
        int Sum(int shift) => (int)((bits >> shift) & 127) + (int)((bits >> (shift + 7)) & 127) + (int)((bits >> (shift + 14)) & 127);
        return (new Vector3(Sum(0), Sum(21), Sum(42)) - new Vector3(190.5f)) * (1 / 64f);
    }
}

/// <summary>One face at one moment, with its brush.</summary>
internal sealed record Portrait(Brush Brush, HeadFrame Frame, Identity Person, FaceStyle Style, Expression Shown)
{
    public float HeadWidth => Person.HeadWidth * Style.HeadWidth;

    /// <summary>The outline of the head; turning hardly changes it.</summary>
    public Ellipse Head(float wider = 1, float higher = 1) => new(
        Frame.Flat(0, 0), new System.Numerics.Vector2(HeadWidth * wider, higher) * Frame.Scale, Frame.Right, Person.Taper, Person.Square);

    /// <summary>An ellipse on the face.</summary>
    public Ellipse Spot(float x, float y, float width, float height, float lift = 0) => new(
        Frame.At(x, y, lift), new System.Numerics.Vector2(width, height) * Frame.Scale, Frame.Right);
}
