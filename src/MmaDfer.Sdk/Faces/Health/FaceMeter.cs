using System.Numerics;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Faces.Health;

/// <summary>
/// Measures how well a face is seen in what the network is shown of it. All figures are of 32 x 32 grey cells, whatever the network's
/// input: detail that is finer tells faces apart, not expressions. Keeps its memory. One thread at a time.
/// </summary>
/// <param name="imageSize">Width and height of the network's frames.</param>
internal sealed class FaceMeter(int imageSize)
{
    /// <summary>Cells in each direction.</summary>
    public const int Cells = 32;

    /// <summary>Grey levels from which on a cell is white.</summary>
    private const float White = 250;

    private readonly BilinearResize _resize = new(Cells);
    private readonly BlurMeter _blur = new();
    private readonly byte[] _rgb = new byte[3 * Cells * Cells];
    private readonly float[] _gray = new float[Cells * Cells];
    private readonly int[] _histogram = new int[256];

    /// <summary>Measures.</summary>
    /// <param name="crop">The network's frame: RGB24, rows without gaps.</param>
    /// <param name="landmarks">Points of the face, in shares of the crop's width and height; null if they are not known.</param>
    /// <returns>The figures that depend on pixels.</returns>
    public FaceQuality Measure(ReadOnlySpan<byte> crop, FaceLandmarks? landmarks)
    {
        ReadOnlySpan<byte> rgb = crop;
        if (imageSize != Cells)
        {
            _resize.Resize(new FrameView(crop, imageSize, imageSize, PixelLayout.Rgb24), _rgb);
            rgb = _rgb;
        }
        for (int i = 0; i < _gray.Length; i++)
            _gray[i] = (0.299f * rgb[3 * i]) + (0.587f * rgb[(3 * i) + 1]) + (0.114f * rgb[(3 * i) + 2]);
        (float brightness, float white) = Light();
        (float Eyes, float Mouth)? seen = landmarks is { } points ? FaceZones.Measure(_gray, points.Transform(Cells, default)) : null;
        return new FaceQuality
        {
            Brightness = brightness, BurntOut = white, Blur = _blur.Measure(_gray) / Cells, Eyes = seen?.Eyes, Mouth = seen?.Mouth,
        };
    }

    /// <summary>Brightness of the lighter tenth, and the share that is white, of the ellipse in the middle, which is face in any crop.</summary>
    private (float Brightness, float White) Light()
    {
        const float centre = (Cells - 1) / 2f, width = 0.34f * Cells, height = 0.42f * Cells;
        _histogram.AsSpan().Clear();
        int all = 0, white = 0;
        for (int y = 0; y < Cells; y++)
        {
            for (int x = 0; x < Cells; x++)
            {
                if (new Vector2((x - centre) / width, (y - centre) / height).LengthSquared() > 1)
                    continue;
                float gray = _gray[(y * Cells) + x];
                all++;
                white += gray >= White ? 1 : 0;
                _histogram[(int)gray]++;
            }
        }
        int level = 0;
        for (int below = _histogram[0]; below < 0.9f * all && level < 255;)
            below += _histogram[++level];
        return (level / 255f, (float)white / all);
    }
}
