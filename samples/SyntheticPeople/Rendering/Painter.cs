using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>Draws the frames of one person in one clip as linear light; the background shows where nobody is. Not thread-safe.</summary>
internal sealed class Painter
{
    /// <summary>Samples per pixel along each side.</summary>
    public const int Samples = 2;

    private readonly Shape[] _shapes;
    private readonly Figure _figure;
    private readonly ISurfaceShader _shader;
    private readonly Rasterizer _raster;
    private readonly FrameGeometry _geometry;
    private readonly Outfit _outfit;
    private readonly V3[] _light;
    private readonly float _lashes;
    private readonly V3 _lashColour;

    public Painter(Shape[] shapes, Figure figure, ISurfaceShader shader, Person person, Outfit outfit, int size)
    {
        _shapes = shapes;
        _figure = figure;
        _outfit = outfit;
        _shader = shader;
        _raster = new Rasterizer(size * Samples);
        _geometry = new FrameGeometry(figure, size * Samples);
        _light = new V3[size * size * Samples * Samples];
        _lashes = 0.3f + (0.35f * outfit.MakeUp.Liner) - (0.08f * person.Appearance);
        _lashColour = person.HairColour * 0.15f;
    }

    /// <param name="weights">How strong each expression is.</param>
    /// <param name="view">Where the head is.</param>
    /// <param name="anchor">The point of the resting face in the middle of the frame.</param>
    /// <param name="folds">How deep each fold is.</param>
    /// <param name="leftGaze">Relative to the head.</param>
    /// <param name="rightGaze">Relative to the head.</param>
    /// <param name="background">Linear, size x size.</param>
    /// <param name="frame">Gets linear light, size x size.</param>
    /// <param name="cover">Gets how much of each pixel is the person, 0 to 1.</param>
    public void Paint(
        ReadOnlySpan<float> weights, View view, V3 anchor, ReadOnlySpan<float> folds, V3 leftGaze, V3 rightGaze, ReadOnlySpan<V3> background, Span<V3> frame, Span<float> cover)
    {
        _geometry.Update(_shapes, weights, view, anchor);
        _shader.Begin(_geometry, folds, leftGaze, rightGaze);
        _raster.Clear();
        _raster.Draw(_figure, _geometry.Screen);
        int side = _raster.Side;
        for (int i = 0; i < _light.Length; i++)
        {
            int triangle = _raster.Triangles[i];
            if (triangle >= 0)
                _light[i] = _shader.Shade(triangle, (i % side) + 0.5f, (i / side) + 0.5f);
        }
        SeeThrough();
        int size = side / Samples;
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                V3 sum = new(0, 0, 0);
                int covered = 0;
                for (int k = 0; k < Samples * Samples; k++)
                {
                    int at = (((y * Samples) + (k / Samples)) * side) + (x * Samples) + (k % Samples);
                    if (_raster.Triangles[at] < 0)
                        continue;
                    sum += _light[at];
                    covered++;
                }
                cover[(y * size) + x] = covered / (float)(Samples * Samples);
                frame[(y * size) + x] = (sum + (background[(y * size) + x] * ((Samples * Samples) - covered))) * (1f / (Samples * Samples));
            }
        }
    }

    /// <summary>Lashes and lenses, over what is behind them.</summary>
    private void SeeThrough()
    {
        for (int t = 0; t < _figure.Surfaces.Length; t++)
        {
            Surface surface = _figure.Surfaces[t];
            if (surface is not (Surface.Lashes or Surface.Lens))
                continue;
            int triangle = t;
            int a = _figure.Triangles[3 * t], b = _figure.Triangles[(3 * t) + 1], c = _figure.Triangles[(3 * t) + 2];
            if (surface == Surface.Lashes)
            {
                _raster.Visit(_geometry.Screen, a, b, c, i => _light[i] = V3.Mix(_light[i], _lashColour, _lashes));
            }
            else
            {
                float tint = _outfit.Glasses!.Tint;
                _raster.Visit(_geometry.Screen, a, b, c, i =>
                    _light[i] = (_light[i] * (1 - tint)) + (_shader.Glass(triangle, (i % _raster.Side) + 0.5f, (i / _raster.Side) + 0.5f) * 0.5f));
            }
        }
    }
}
