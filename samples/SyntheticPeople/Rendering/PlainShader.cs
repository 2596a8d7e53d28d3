using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>
/// The shader of the other world: matt surfaces under two lamps and one brightness all around, as in games of long ago; no cast shadows, no
/// folds. It shares nothing with <see cref="Shader"/>, so that a network which knows only that one is tested on something else.
/// </summary>
internal sealed class PlainShader(Figure figure, V3[] skin, Person person, Outfit outfit, Lighting lighting) : ISurfaceShader
{
    private readonly V3 _around = (lighting.Sky + lighting.Ground) * 0.45f;
    private FrameGeometry _frame = null!;
    private V3 _leftGaze, _rightGaze;

    public void Begin(FrameGeometry frame, ReadOnlySpan<float> folds, V3 leftGaze, V3 rightGaze)
    {
        _frame = frame;
        _leftGaze = frame.Direction(leftGaze + new V3(0, figure.EyeLevels.Left, 0)).Unit;
        _rightGaze = frame.Direction(rightGaze + new V3(0, figure.EyeLevels.Right, 0)).Unit;
    }

    public V3 Shade(int triangle, float x, float y)
    {
        int a = figure.Triangles[3 * triangle], b = figure.Triangles[(3 * triangle) + 1], c = figure.Triangles[(3 * triangle) + 2];
        (float u, float v) = Rasterizer.Weights(_frame.Screen, a, b, c, x, y);
        float w = 1 - u - v;
        V3 Of(float[] packed) => (V3.At(packed, a) * u) + (V3.At(packed, b) * v) + (V3.At(packed, c) * w);
        float One(float[] values, int step, int offset) => (values[(step * a) + offset] * u) + (values[(step * b) + offset] * v) + (values[(step * c) + offset] * w);
        V3 normal = Of(_frame.Normals).Unit, p = Of(_frame.Points);
        if (normal.Z < 0)
            normal *= -1;
        float open = One(figure.Depths, 1, 0), across = One(figure.Coordinates, 2, 0), along = One(figure.Coordinates, 2, 1);
        return figure.Surfaces[triangle] switch
        {
            Surface.Skin => Matt(normal, Cell(across, along), 0.35f + (0.65f * open), 0.12f),
            Surface.LeftEye => Eye((p - _frame.LeftEye).Unit, _leftGaze),
            Surface.RightEye => Eye((p - _frame.RightEye).Unit, _rightGaze),
            Surface.Teeth => Matt(normal, new V3(0.62f, 0.58f, 0.5f), 0.45f + (0.55f * open), 0),
            Surface.Gums => Matt(normal, new V3(0.35f, 0.12f, 0.12f), 0.6f, 0),
            Surface.MouthInside => Matt(normal, new V3(0.1f, 0.03f, 0.03f), 0.4f, 0),
            Surface.Hair => Matt(normal, person.HeadHairColour * (1 + (0.4f * Noise.At(across * 2, along * 0.1f, 3))), 1, 0.06f),
            Surface.Cloth => Matt(normal, outfit.Cloth, 1, 0),
            Surface.Headwear => Matt(normal, outfit.HeadwearColour, 1, 0),
            Surface.Frame => Matt(normal, outfit.Glasses!.Colour, 1, 0.3f),
            Surface.Hand => Matt(normal, SkinPainter.Tone(person.Tone, person.Undertone), 0.9f, 0.1f),
            _ => Matt(normal, outfit.ObstacleColour, 1, 0.1f),
        };
    }

    public V3 Glass(int triangle, float x, float y) => new(0.01f, 0.01f, 0.01f);

    private V3 Cell(float across, float along) =>
        skin[(Math.Clamp((int)along, 0, FaceMap.Height - 1) * FaceMap.Width) + Math.Clamp((int)across, 0, FaceMap.Width - 1)];

    private V3 Eye(V3 outward, V3 gaze)
    {
        float cosine = V3.Dot(outward, gaze);
        V3 colour = cosine > 0.982f ? new V3(0.004f, 0.004f, 0.004f) : cosine > 0.938f ? person.Iris : cosine > 0.922f ? person.Iris * 0.3f : new V3(0.5f, 0.48f, 0.46f);
        return Matt(outward, colour, 0.6f, 0.2f);
    }

    private V3 Matt(V3 normal, V3 colour, float open, float shine)
    {
        V3 light = _around * open, glint = new(0, 0, 0);
        for (int i = 0; i < Math.Min(2, lighting.Lamps.Length); i++)
        {
            float facing = MathF.Max(0, V3.Dot(normal, lighting.Lamps[i].Toward));
            light += lighting.Lamps[i].Colour * (facing * open);
            float mirror = (2 * facing * normal.Z) - lighting.Lamps[i].Toward.Z;
            if (shine > 0 && mirror > 0)
                glint += lighting.Lamps[i].Colour * (shine * mirror * mirror * mirror * mirror * mirror * mirror * mirror * mirror);
        }
        return (colour * light) + glint;
    }
}
