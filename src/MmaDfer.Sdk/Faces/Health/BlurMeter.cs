namespace MmaDfer.Sdk.Faces.Health;

/// <summary>
/// Measures blur by blurring more: the gradients of sharp edges lose much by it, those of soft ones little. For an edge that a Gaussian of
/// deviation s has blurred, the sum of squared gradients is as 1 / s, whatever the contrast. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class BlurMeter
{
    private const int Cells = FaceMeter.Cells, Reach = 4;

    /// <summary>Deviations of both filters, in cells. The first one takes a camera's noise away.</summary>
    private const float First = 0.7f, Second = 1.6f;

    private static readonly float[] s_first = Kernel(First), s_second = Kernel(Second);
    private readonly float[] _columns = new float[Cells * Cells], _blurred = new float[Cells * Cells];

    /// <summary>The deviation of a Gaussian that explains the softness, in cells.</summary>
    public float Measure(ReadOnlySpan<float> gray)
    {
        double sharp = Gradients(gray, s_first), soft = Gradients(gray, s_second);
        if (!(sharp > soft && soft > 0))
            return Cells;
        double ratio = sharp / soft;
        double square = (((double)Second * Second) - (First * First * ratio * ratio)) / ((ratio * ratio) - 1);
        return (float)Math.Min(Math.Sqrt(Math.Max(square, 0)), Cells);
    }

    private double Gradients(ReadOnlySpan<float> gray, float[] kernel)
    {
        for (int y = 0; y < Cells; y++)
        {
            for (int x = Reach; x < Cells - Reach; x++)
            {
                float sum = 0;
                for (int i = -Reach; i <= Reach; i++)
                    sum += kernel[i + Reach] * gray[(y * Cells) + x + i];
                _columns[(y * Cells) + x] = sum;
            }
        }
        for (int y = Reach; y < Cells - Reach; y++)
        {
            for (int x = Reach; x < Cells - Reach; x++)
            {
                float sum = 0;
                for (int i = -Reach; i <= Reach; i++)
                    sum += kernel[i + Reach] * _columns[((y + i) * Cells) + x];
                _blurred[(y * Cells) + x] = sum;
            }
        }
        double squares = 0;
        for (int y = Reach; y < Cells - Reach - 1; y++)
        {
            for (int x = Reach; x < Cells - Reach - 1; x++)
            {
                float here = _blurred[(y * Cells) + x], right = _blurred[(y * Cells) + x + 1] - here, down = _blurred[((y + 1) * Cells) + x] - here;
                squares += (right * right) + (down * down);
            }
        }
        return squares;
    }

    private static float[] Kernel(float deviation)
    {
        float[] kernel = new float[(2 * Reach) + 1];
        for (int i = 0; i < kernel.Length; i++)
            kernel[i] = MathF.Exp(-(i - Reach) * (i - Reach) / (2 * deviation * deviation));
        float sum = kernel.Sum();
        return [.. kernel.Select(k => k / sum)];
    }
}
