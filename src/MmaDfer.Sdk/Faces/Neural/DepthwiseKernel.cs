using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>Depthwise 3 x 3 convolutions over maps whose channels lie next to each other (NHWC): each channel for itself.</summary>
internal static unsafe class DepthwiseKernel
{
    /// <summary>One row.</summary>
    /// <param name="above">The upper of the three input rows; a row of zeros beyond the map.</param>
    /// <param name="middle">The middle row.</param>
    /// <param name="below">The lower row.</param>
    /// <param name="width">Pixels of an input row.</param>
    /// <param name="left">Columns of zeros before the first: 0 or 1.</param>
    /// <param name="stride">Input pixels from output to output: 1 or 2.</param>
    /// <param name="channels">Channels of input and output.</param>
    /// <param name="weights">9 x channels.</param>
    /// <param name="bias">Of each channel.</param>
    /// <param name="relu">Whether negative results become 0.</param>
    /// <param name="output">The output row.</param>
    /// <param name="outputWidth">Pixels of it.</param>
    public static void Row(
        float* above, float* middle, float* below, int width, int left, int stride, int channels, float* weights, float* bias, bool relu,
        float* output, int outputWidth)
    {
        float least = relu ? 0 : float.NegativeInfinity;
        int inner = width + left < 3 ? 0 : Math.Min(outputWidth, ((width - 3 + left) / stride) + 1), first = left == 0 ? 0 : 1;
        for (int x = 0; x < first; x++)
            Edge(x);
        for (int x = Math.Max(first, inner); x < outputWidth; x++)
            Edge(x);
        // Few pixels at once: their three rows stay in the first cache while all channels pass.
        const int strip = 16;
        for (int x = first; x < inner; x += strip)
        {
            int count = Math.Min(strip, inner - x);
            nint from = ((nint)x * stride - left) * channels;
            float* to = output + ((nint)x * channels);
            if (Vector512.IsHardwareAccelerated && channels % 16 == 0)
                Inner512(above + from, middle + from, below + from, stride * channels, channels, weights, bias, least, to, count);
            else
                Inner(above + from, middle + from, below + from, stride * channels, channels, weights, bias, least, to, count);
        }

        void Edge(int x)
        {
            for (int channel = 0; channel < channels; channel += ProductKernel.Lanes)
            {
                Vector256<float> sum = Vector256.Load(bias + channel);
                for (int column = 0; column < 3; column++)
                {
                    int at = (x * stride) - left + column;
                    if (at < 0 || at >= width)
                        continue;
                    nint from = ((nint)at * channels) + channel;
                    sum = Vector256.MultiplyAddEstimate(Vector256.Load(above + from), Vector256.Load(weights + (column * channels) + channel), sum);
                    sum = Vector256.MultiplyAddEstimate(Vector256.Load(middle + from), Vector256.Load(weights + ((3 + column) * channels) + channel), sum);
                    sum = Vector256.MultiplyAddEstimate(Vector256.Load(below + from), Vector256.Load(weights + ((6 + column) * channels) + channel), sum);
                }
                Vector256.Max(sum, Vector256.Create(least)).Store(output + ((nint)x * channels) + channel);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inner(
        float* above, float* middle, float* below, nint step, nint channels, float* weights, float* bias, float least, float* output, int count)
    {
        Vector256<float> floor = Vector256.Create(least);
        for (nint channel = 0; channel < channels; channel += ProductKernel.Lanes)
        {
            Vector256<float> w0 = Vector256.Load(weights + channel), w1 = Vector256.Load(weights + channels + channel);
            Vector256<float> w2 = Vector256.Load(weights + (2 * channels) + channel), w3 = Vector256.Load(weights + (3 * channels) + channel);
            Vector256<float> w4 = Vector256.Load(weights + (4 * channels) + channel), w5 = Vector256.Load(weights + (5 * channels) + channel);
            Vector256<float> w6 = Vector256.Load(weights + (6 * channels) + channel), w7 = Vector256.Load(weights + (7 * channels) + channel);
            Vector256<float> w8 = Vector256.Load(weights + (8 * channels) + channel), b = Vector256.Load(bias + channel);
            float* up = above + channel, at = middle + channel, down = below + channel, to = output + channel;
            for (int i = 0; i < count; i++)
            {
                // Two sums: the chain of one would be the limit.
                Vector256<float> sum = Vector256.MultiplyAddEstimate(Vector256.Load(up), w0, b);
                Vector256<float> other = Vector256.Load(at) * w3;
                sum = Vector256.MultiplyAddEstimate(Vector256.Load(up + channels), w1, sum);
                other = Vector256.MultiplyAddEstimate(Vector256.Load(at + channels), w4, other);
                sum = Vector256.MultiplyAddEstimate(Vector256.Load(up + (2 * channels)), w2, sum);
                other = Vector256.MultiplyAddEstimate(Vector256.Load(at + (2 * channels)), w5, other);
                sum = Vector256.MultiplyAddEstimate(Vector256.Load(down), w6, sum);
                other = Vector256.MultiplyAddEstimate(Vector256.Load(down + channels), w7, other);
                sum = Vector256.MultiplyAddEstimate(Vector256.Load(down + (2 * channels)), w8, sum);
                Vector256.Max(sum + other, floor).Store(to);
                up += step;
                at += step;
                down += step;
                to += channels;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Inner512(
        float* above, float* middle, float* below, nint step, nint channels, float* weights, float* bias, float least, float* output, int count)
    {
        Vector512<float> floor = Vector512.Create(least);
        for (nint channel = 0; channel < channels; channel += 16)
        {
            Vector512<float> w0 = Vector512.Load(weights + channel), w1 = Vector512.Load(weights + channels + channel);
            Vector512<float> w2 = Vector512.Load(weights + (2 * channels) + channel), w3 = Vector512.Load(weights + (3 * channels) + channel);
            Vector512<float> w4 = Vector512.Load(weights + (4 * channels) + channel), w5 = Vector512.Load(weights + (5 * channels) + channel);
            Vector512<float> w6 = Vector512.Load(weights + (6 * channels) + channel), w7 = Vector512.Load(weights + (7 * channels) + channel);
            Vector512<float> w8 = Vector512.Load(weights + (8 * channels) + channel), b = Vector512.Load(bias + channel);
            float* up = above + channel, at = middle + channel, down = below + channel, to = output + channel;
            for (int i = 0; i < count; i++)
            {
                // Two sums: the chain of one would be the limit.
                Vector512<float> sum = Vector512.MultiplyAddEstimate(Vector512.Load(up), w0, b);
                Vector512<float> other = Vector512.Load(at) * w3;
                sum = Vector512.MultiplyAddEstimate(Vector512.Load(up + channels), w1, sum);
                other = Vector512.MultiplyAddEstimate(Vector512.Load(at + channels), w4, other);
                sum = Vector512.MultiplyAddEstimate(Vector512.Load(up + (2 * channels)), w2, sum);
                other = Vector512.MultiplyAddEstimate(Vector512.Load(at + (2 * channels)), w5, other);
                sum = Vector512.MultiplyAddEstimate(Vector512.Load(down), w6, sum);
                other = Vector512.MultiplyAddEstimate(Vector512.Load(down + channels), w7, other);
                sum = Vector512.MultiplyAddEstimate(Vector512.Load(down + (2 * channels)), w8, sum);
                Vector512.Max(sum + other, floor).Store(to);
                up += step;
                at += step;
                down += step;
                to += channels;
            }
        }
    }
}
