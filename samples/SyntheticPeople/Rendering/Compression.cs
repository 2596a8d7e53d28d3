using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>What compression takes from a picture: blocks of 8 x 8 as cosines, the fine ones rounded coarsely, colours more than brightness.</summary>
internal sealed class Compression
{
    private readonly int _size;
    private readonly float[] _cosines = new float[64];
    private readonly float[] _steps = new float[64];

    /// <param name="size">Side of the picture.</param>
    /// <param name="quality">0 poor to 1 hardly visible.</param>
    public Compression(int size, float quality)
    {
        _size = size;
        for (int k = 0; k < 8; k++)
        {
            for (int x = 0; x < 8; x++)
            {
                _cosines[(8 * k) + x] = (k == 0 ? 0.35355339f : 0.5f) * (float)Exact.CosTurns(((2 * x) + 1) * k / 32.0);
                _steps[(8 * k) + x] = (1.02f - quality) * (8 + (7 * (k + x)) + (0.8f * k * x)) / 255;
            }
        }
    }

    public void Apply(V3[] pixels)
    {
        Span<float> luma = stackalloc float[64], blue = stackalloc float[64], red = stackalloc float[64];
        for (int y0 = 0; y0 < _size; y0 += 8)
        {
            for (int x0 = 0; x0 < _size; x0 += 8)
            {
                for (int i = 0; i < 64; i++)
                {
                    V3 p = pixels[At(x0, y0, i)];
                    luma[i] = (0.299f * p.X) + (0.587f * p.Y) + (0.114f * p.Z);
                    blue[i] = 0.564f * (p.Z - luma[i]);
                    red[i] = 0.713f * (p.X - luma[i]);
                }
                Block(luma, 1);
                Block(blue, 2.2f);
                Block(red, 2.2f);
                for (int i = 0; i < 64; i++)
                {
                    int x = x0 + (i & 7), y = y0 + (i >> 3);
                    if (x < _size && y < _size)
                        pixels[(y * _size) + x] = new V3(luma[i] + (1.402f * red[i]), luma[i] - (0.344f * blue[i]) - (0.714f * red[i]), luma[i] + (1.772f * blue[i]));
                }
            }
        }
    }

    private int At(int x0, int y0, int i) => (Math.Min(y0 + (i >> 3), _size - 1) * _size) + Math.Min(x0 + (i & 7), _size - 1);

    private void Block(Span<float> values, float coarse)
    {
        Span<float> half = stackalloc float[64], full = stackalloc float[64];
        for (int row = 0; row < 8; row++)
        {
            for (int k = 0; k < 8; k++)
            {
                float sum = 0;
                for (int x = 0; x < 8; x++)
                    sum += values[(8 * row) + x] * _cosines[(8 * k) + x];
                half[(8 * row) + k] = sum;
            }
        }
        for (int k = 0; k < 8; k++)
        {
            for (int column = 0; column < 8; column++)
            {
                float sum = 0;
                for (int y = 0; y < 8; y++)
                    sum += half[(8 * y) + column] * _cosines[(8 * k) + y];
                float step = coarse * _steps[(8 * k) + column];
                full[(8 * k) + column] = MathF.Floor((sum / step) + 0.5f) * step;
            }
        }
        for (int y = 0; y < 8; y++)
        {
            for (int column = 0; column < 8; column++)
            {
                float sum = 0;
                for (int k = 0; k < 8; k++)
                    sum += full[(8 * k) + column] * _cosines[(8 * k) + y];
                half[(8 * y) + column] = sum;
            }
        }
        for (int row = 0; row < 8; row++)
        {
            for (int x = 0; x < 8; x++)
            {
                float sum = 0;
                for (int k = 0; k < 8; k++)
                    sum += half[(8 * row) + k] * _cosines[(8 * k) + x];
                values[(8 * row) + x] = sum;
            }
        }
    }
}
