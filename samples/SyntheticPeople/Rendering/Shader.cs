using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>The colours of surfaces under the lamps of a scene. Not thread-safe.</summary>
internal sealed class Shader(Figure figure, PaintedSkin skin, Person person, Outfit outfit, Lighting lighting, ShadingStyle style) : ISurfaceShader
{
    private readonly float[] _folds = new float[Enum.GetValues<Fold>().Length];
    private readonly DepthMap _shadow = new(192);
    private readonly V3 _tone = SkinPainter.Tone(person.Tone, person.Undertone);
    private FrameGeometry _frame = null!;
    private V3 _leftGaze, _rightGaze;

    public void Begin(FrameGeometry frame, ReadOnlySpan<float> folds, V3 leftGaze, V3 rightGaze)
    {
        _frame = frame;
        folds.CopyTo(_folds);
        _leftGaze = frame.Direction(leftGaze + new V3(0, figure.EyeLevels.Left, 0)).Unit;
        _rightGaze = frame.Direction(rightGaze + new V3(0, figure.EyeLevels.Right, 0)).Unit;
        if (lighting.Shadow > 0)
            _shadow.Draw(frame.Points, figure.Casters, lighting.Lamps[0].Toward);
    }

    public V3 Shade(int triangle, float x, float y)
    {
        int a = figure.Triangles[3 * triangle], b = figure.Triangles[(3 * triangle) + 1], c = figure.Triangles[(3 * triangle) + 2];
        (float u, float v) = Rasterizer.Weights(_frame.Screen, a, b, c, x, y);
        float w = 1 - u - v;
        V3 p = (V3.At(_frame.Points, a) * u) + (V3.At(_frame.Points, b) * v) + (V3.At(_frame.Points, c) * w);
        V3 normal = ((V3.At(_frame.Normals, a) * u) + (V3.At(_frame.Normals, b) * v) + (V3.At(_frame.Normals, c) * w)).Unit;
        V3 view = (_frame.Camera - p).Unit;
        if (V3.Dot(normal, view) < 0)
            normal *= -1;
        float across = (figure.Coordinates[2 * a] * u) + (figure.Coordinates[2 * b] * v) + (figure.Coordinates[2 * c] * w);
        float along = (figure.Coordinates[(2 * a) + 1] * u) + (figure.Coordinates[(2 * b) + 1] * v) + (figure.Coordinates[(2 * c) + 1] * w);
        float depth = (figure.Depths[a] * u) + (figure.Depths[b] * v) + (figure.Depths[c] * w);
        switch (figure.Surfaces[triangle])
        {
            case Surface.Skin:
                float hollow = ((_frame.Hollows[a] * u) + (_frame.Hollows[b] * v) + (_frame.Hollows[c] * w)) * figure.Grips[a] * figure.Grips[a];
                return Skin(p, normal, view, across, along, depth, hollow);
            case Surface.LeftEye:
                return Eye(p, _frame.LeftEye, _leftGaze, view, depth);
            case Surface.RightEye:
                return Eye(p, _frame.RightEye, _rightGaze, view, depth);
            case Surface.Teeth:
                return Lit(p, normal, view, new V3(0.66f, 0.6f, 0.5f) * (0.35f + (0.65f * Curves.Step(0.02f, 0.22f, depth))), MathF.Min(1, 0.15f + (depth * 1.6f)), 0.15f, 40, 0.3f);
            case Surface.Gums:
                return Lit(p, normal, view, new V3(0.3f, 0.09f, 0.085f), depth * 0.7f, 0.25f, 30, 0.25f);
            case Surface.MouthInside:
                return Lit(p, normal, view, new V3(0.16f, 0.035f, 0.03f), depth * 0.45f, 0.1f, 20, 0.2f);
            case Surface.EyeSocket:
                return Lit(p, normal, view, _tone * new V3(0.7f, 0.45f, 0.42f), 0.3f, 0.1f, 20, 0.2f);
            case Surface.Hair:
                return Hair(p, normal, view, across, along, depth);
            case Surface.Cloth:
                V3 rest = (V3.At(figure.Points, a) * u) + (V3.At(figure.Points, b) * v) + (V3.At(figure.Points, c) * w);
                bool second = outfit.Pattern > 0 && ((int)MathF.Floor(rest.Y / outfit.Pattern) & 1) == 0;
                return Lit(p, normal, view, second ? outfit.SecondCloth : outfit.Cloth, 0.9f, 0.02f, 10, 0.1f);
            case Surface.Headwear:
                float weave = 1 + (0.15f * Noise.At(across * 3, along * 3, 5));
                return Lit(p, normal, view, outfit.HeadwearColour * weave, 0.85f, 0.03f, 10, 0.15f);
            case Surface.Frame:
                return Lit(p, normal, view, outfit.Glasses!.Colour, 1, 0.5f, 60, 0);
            case Surface.Hand:
                V3 hand = _tone * (1 + (0.08f * Noise.Rough(p, 0.7f, person.Number)));
                return Lit(p, normal, view, hand * new V3(1, 0.93f, 0.92f), 0.85f, 0.2f, 20, 0.35f);
            default:
                return Lit(p, normal, view, outfit.ObstacleColour * (0.8f + (0.5f * Noise.At(p.X * 5, p.Y * 5, p.Z * 5, 9))), 0.9f, 0.2f, 25, 0);
        }
    }

    public V3 Glass(int triangle, float x, float y)
    {
        int a = figure.Triangles[3 * triangle];
        V3 p = V3.At(_frame.Points, a), normal = V3.At(_frame.Normals, a), view = (_frame.Camera - p).Unit;
        float streak = Noise.At(((x * 0.8f) + y) * 0.6f / _frame.Scale, 7, person.Number);
        return Shine(p, normal, view, 12, 0.25f * Curves.Step(0.1f, 0.7f, streak));
    }

    private V3 Skin(V3 p, V3 normal, V3 view, float across, float along, float open, float hollow)
    {
        int cell = (Math.Clamp((int)along, 0, FaceMap.Height - 1) * FaceMap.Width) + Math.Clamp((int)across, 0, FaceMap.Width - 1);
        float fold = skin.Depths[cell] * _folds[(int)skin.Folds[cell]];
        // Creases are dark and red, ridges a little lighter.
        float crease = style.Creases * (Math.Clamp((5.5f * hollow) - 0.02f, -0.12f, 0.6f) + (0.55f * fold));
        V3 colour = skin.Colours[cell] * new V3(1 - (0.5f * MathF.Max(crease, 0)), 1 - (0.75f * MathF.Max(crease, 0)), 1 - (0.8f * MathF.Max(crease, 0)));
        float reach = MathF.Max(0.04f, (1 - (0.88f * style.Hollows * (1 - open))) * (1 - crease));
        float darkness = person.Tone;
        return Lit(p, normal, view, colour, reach, (0.1f + (0.1f * darkness)) * skin.Shine[cell], 14 + (10 * skin.Shine[cell]), 0.32f * (1 - (0.5f * darkness)));
    }

    private V3 Eye(V3 p, V3 centre, V3 gaze, V3 view, float open)
    {
        V3 outward = (p - centre).Unit;
        float off = MathF.Sqrt(MathF.Max(0, 2 - (2 * V3.Dot(outward, gaze))));
        float iris = style.Iris;
        V3 white = new V3(0.5f, 0.45f - (0.09f * style.Redness), 0.42f - (0.1f * style.Redness)) * style.White;
        V3 colour;
        if (off < iris * 1.08f)
        {
            float t = off / iris;
            float rays = 1 + (0.35f * Noise.At(outward.X * 40, outward.Y * 40, person.Number));
            colour = V3.Mix(person.Iris * rays * (0.8f + (0.5f * t)), person.Iris * 0.12f, Curves.Step(0.75f, 1.02f, t));
            colour = V3.Mix(new V3(0.003f, 0.003f, 0.003f), colour, Curves.Step(0.32f, 0.42f, t));
            colour = V3.Mix(colour, white, Curves.Step(1, 1.08f, t));
        }
        else
        {
            float red = Curves.Step(0.5f, 1.1f, off);
            colour = V3.Mix(white, new V3(0.4f, 0.26f - (0.12f * style.Redness), 0.22f - (0.1f * style.Redness)), red);
        }
        // The upper lid and its lashes shade the eye.
        float lid = 1 - (0.55f * Curves.Step(0.05f, 0.34f, V3.Dot(outward, _frame.Direction(new V3(0, 1, 0)))));
        float corner = 1 - (0.35f * Curves.Step(0.45f, 0.8f, MathF.Abs(V3.Dot(outward, _frame.Direction(new V3(1, 0, 0))))));
        float reach = (0.22f + (0.5f * open)) * lid * corner;
        return Lit(p, outward, view, colour, reach, 0, 1, 0.3f) + (Shine(p, outward, view, 220, 1) * (1.6f * MathF.Min(1, lid + 0.1f)));
    }

    private V3 Hair(V3 p, V3 normal, V3 view, float across, float along, float left)
    {
        float strand = (0.9f * Noise.At(across * 3.2f, along * 0.25f, 31)) + (0.6f * Noise.At(across * 9, along * 0.4f, 37)) + (0.5f * Noise.At(across * 0.8f, along * 0.12f, 41));
        V3 colour = person.HeadHairColour * MathF.Max(0.15f, 1 + (0.5f * strand) - (0.3f * Curves.Step(1.5f, 0, left)));
        V3 root = (new V3(0, -1, 0) + (normal * normal.Y)).Unit;
        V3 light = Lit(p, normal, view, colour, 0.75f + (0.25f * Curves.Step(0, 3, along)), 0, 1, 0.2f);
        foreach (Lamp lamp in lighting.Lamps)
        {
            float tilt = V3.Dot(root, (lamp.Toward + view).Unit) + (0.1f * strand);
            float band = MathF.Max(0, 1 - (tilt * tilt * 5));
            light += lamp.Colour * (0.05f * band * band * band * MathF.Max(0, V3.Dot(normal, lamp.Toward))) * (new V3(0.3f, 0.28f, 0.25f) + colour);
        }
        return light;
    }

    /// <summary>A surface that scatters light, a little of it from the side (<paramref name="wrap"/>), and shines.</summary>
    private V3 Lit(V3 p, V3 normal, V3 view, V3 colour, float open, float shine, float sharp, float wrap)
    {
        wrap *= style.Wrap;
        shine *= style.Gloss;
        sharp *= style.Sharpness;
        V3 light = V3.Mix(lighting.Ground, lighting.Sky, 0.5f + (0.5f * normal.Y)) * open;
        V3 glint = new(0, 0, 0);
        float direct = 0.45f + (0.55f * MathF.Min(1, open * 1.15f));
        for (int i = 0; i < lighting.Lamps.Length; i++)
        {
            Lamp lamp = lighting.Lamps[i];
            float facing = V3.Dot(normal, lamp.Toward);
            if (facing < -wrap)
                continue;
            float lit = direct * (i == 0 ? Shadow(p, normal) : 1);
            float red = MathF.Max(0, (facing + wrap) / (1 + wrap)), green = MathF.Max(0, (facing + (0.5f * wrap)) / (1 + (0.5f * wrap))), blue = MathF.Max(0, (facing + (0.35f * wrap)) / (1 + (0.35f * wrap)));
            light += lamp.Colour * new V3(red, green, blue) * lit;
            if (shine > 0 && facing > 0)
            {
                V3 half = (lamp.Toward + view).Unit;
                float edge = 1 - MathF.Max(0, V3.Dot(view, half)), fresnel = 0.25f + (0.75f * edge * edge * edge);
                glint += lamp.Colour * (lit * shine * fresnel * Sharp(V3.Dot(normal, half), sharp));
            }
        }
        return (colour * style.Stepped(light)) + glint;
    }

    private V3 Shine(V3 p, V3 normal, V3 view, float sharp, float strength)
    {
        V3 sum = new(0, 0, 0);
        for (int i = 0; i < lighting.Lamps.Length; i++)
        {
            Lamp lamp = lighting.Lamps[i];
            sum += lamp.Colour * (strength * Sharp(V3.Dot(normal, (lamp.Toward + view).Unit), sharp) * (i == 0 ? Shadow(p, normal) : 1));
        }
        return sum;
    }

    private float Shadow(V3 p, V3 normal)
    {
        if (lighting.Shadow == 0)
            return 1;
        V3 from = p + (normal * 0.18f);
        float spread = lighting.Softness;
        float lit = _shadow.Lit(from, 0.2f);
        if (spread > 0.1f)
            lit = (lit + _shadow.Lit(from + new V3(spread, 0, 0), 0.25f) + _shadow.Lit(from - new V3(spread, 0, 0), 0.25f) + _shadow.Lit(from + new V3(0, spread, 0), 0.25f) + _shadow.Lit(from - new V3(0, spread, 0), 0.25f)) * 0.2f;
        return 1 - (lighting.Shadow * (1 - lit));
    }

    /// <summary>About cosine to the power of <paramref name="sharp"/>, without a power.</summary>
    private static float Sharp(float cosine, float sharp)
    {
        float t = 1 - ((1 - cosine) * sharp * 0.25f);
        if (t <= 0)
            return 0;
        t *= t;
        return t * t;
    }
}
