using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>
/// Convolutions over maps whose channels lie next to each other (NHWC), a multiple of <see cref="Lanes"/> of them. All sums stay in
/// registers: the channels of a network of this size are too few for the packing that large products need.
/// </summary>
internal static unsafe class ConvolutionKernels
{
    /// <summary>Channels that are calculated together.</summary>
    public const int Lanes = 8;

    /// <summary>Pixels of a product at once, and so the fewest that a row may have.</summary>
    public const int MinPixels = 6;

    /// <summary>Pixels whose inputs stay in the first cache while all outputs of them are calculated.</summary>
    private const int Strip = 48;

    /// <summary>Columns of the blocks in which weights lie: blocks of 16, one of 24 for a rest of 24, one of 8 for a rest of 8.</summary>
    public static int Block(int channels) => channels is 8 or 24 ? channels : 16;

    /// <summary>Each output is a weighted sum of <c>rows</c> runs of <c>depth</c> inputs: a 1 x 1 convolution, or one of the frame itself.</summary>
    public static void Product(in ProductArguments arguments, int pixels)
    {
        for (int start = 0; start < pixels; start += Strip)
        {
            int count = Math.Min(Strip, pixels - start);
            // The last tile is moved back over pixels that are done, so that it is whole.
            if (count < MinPixels)
                start = pixels - (count = MinPixels);
            float* weights = arguments.Weights;
            for (int channel = 0, block; channel < arguments.Channels; channel += block)
            {
                block = Block(arguments.Channels - channel);
                for (int pixel = 0; pixel < count;)
                {
                    int tile = block == 24 ? 4 : 6;
                    int at = start + Math.Min(pixel, count - tile);
                    switch (block)
                    {
                        case 24:
                            Tile24(arguments, at, channel, weights);
                            break;
                        case 16:
                            Tile16(arguments, at, channel, weights);
                            break;
                        default:
                            Tile8(arguments, at, channel, weights);
                            break;
                    }
                    pixel += tile;
                }
                weights += arguments.Rows * arguments.Depth * block;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile16(in ProductArguments p, int pixel, int channel, float* weights)
    {
        Vector256<float> l = Vector256.Load(p.Bias + channel), r = Vector256.Load(p.Bias + channel + 8);
        Vector256<float> l0 = l, r0 = r, l1 = l, r1 = r, l2 = l, r2 = r, l3 = l, r3 = r, l4 = l, r4 = r, l5 = l, r5 = r;
        nint step = p.InputStep;
        float* first = p.Input + (pixel * step);
        for (int row = 0; row < p.Rows; row++, first += p.InputRow)
        {
            float* a = first, b = first + (3 * step), end = first + p.Depth;
            for (; a < end; a++, b++, weights += 16)
            {
                l = Vector256.Load(weights);
                r = Vector256.Load(weights + 8);
                Vector256<float> x = Vector256.Create(a[0]);
                l0 = Vector256.FusedMultiplyAdd(x, l, l0);
                r0 = Vector256.FusedMultiplyAdd(x, r, r0);
                x = Vector256.Create(a[step]);
                l1 = Vector256.FusedMultiplyAdd(x, l, l1);
                r1 = Vector256.FusedMultiplyAdd(x, r, r1);
                x = Vector256.Create(a[2 * step]);
                l2 = Vector256.FusedMultiplyAdd(x, l, l2);
                r2 = Vector256.FusedMultiplyAdd(x, r, r2);
                x = Vector256.Create(b[0]);
                l3 = Vector256.FusedMultiplyAdd(x, l, l3);
                r3 = Vector256.FusedMultiplyAdd(x, r, r3);
                x = Vector256.Create(b[step]);
                l4 = Vector256.FusedMultiplyAdd(x, l, l4);
                r4 = Vector256.FusedMultiplyAdd(x, r, r4);
                x = Vector256.Create(b[2 * step]);
                l5 = Vector256.FusedMultiplyAdd(x, l, l5);
                r5 = Vector256.FusedMultiplyAdd(x, r, r5);
            }
        }
        Store(p, pixel, channel, l0);
        Store(p, pixel, channel + 8, r0);
        Store(p, pixel + 1, channel, l1);
        Store(p, pixel + 1, channel + 8, r1);
        Store(p, pixel + 2, channel, l2);
        Store(p, pixel + 2, channel + 8, r2);
        Store(p, pixel + 3, channel, l3);
        Store(p, pixel + 3, channel + 8, r3);
        Store(p, pixel + 4, channel, l4);
        Store(p, pixel + 4, channel + 8, r4);
        Store(p, pixel + 5, channel, l5);
        Store(p, pixel + 5, channel + 8, r5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile24(in ProductArguments p, int pixel, int channel, float* weights)
    {
        Vector256<float> l = Vector256.Load(p.Bias + channel), m = Vector256.Load(p.Bias + channel + 8), r = Vector256.Load(p.Bias + channel + 16);
        Vector256<float> l0 = l, m0 = m, r0 = r, l1 = l, m1 = m, r1 = r, l2 = l, m2 = m, r2 = r, l3 = l, m3 = m, r3 = r;
        nint step = p.InputStep;
        float* first = p.Input + (pixel * step);
        for (int row = 0; row < p.Rows; row++, first += p.InputRow)
        {
            float* a = first, b = first + (2 * step), end = first + p.Depth;
            for (; a < end; a++, b++, weights += 24)
            {
                l = Vector256.Load(weights);
                m = Vector256.Load(weights + 8);
                r = Vector256.Load(weights + 16);
                Vector256<float> x = Vector256.Create(a[0]);
                l0 = Vector256.FusedMultiplyAdd(x, l, l0);
                m0 = Vector256.FusedMultiplyAdd(x, m, m0);
                r0 = Vector256.FusedMultiplyAdd(x, r, r0);
                x = Vector256.Create(a[step]);
                l1 = Vector256.FusedMultiplyAdd(x, l, l1);
                m1 = Vector256.FusedMultiplyAdd(x, m, m1);
                r1 = Vector256.FusedMultiplyAdd(x, r, r1);
                x = Vector256.Create(b[0]);
                l2 = Vector256.FusedMultiplyAdd(x, l, l2);
                m2 = Vector256.FusedMultiplyAdd(x, m, m2);
                r2 = Vector256.FusedMultiplyAdd(x, r, r2);
                x = Vector256.Create(b[step]);
                l3 = Vector256.FusedMultiplyAdd(x, l, l3);
                m3 = Vector256.FusedMultiplyAdd(x, m, m3);
                r3 = Vector256.FusedMultiplyAdd(x, r, r3);
            }
        }
        Store(p, pixel, channel, l0);
        Store(p, pixel, channel + 8, m0);
        Store(p, pixel, channel + 16, r0);
        Store(p, pixel + 1, channel, l1);
        Store(p, pixel + 1, channel + 8, m1);
        Store(p, pixel + 1, channel + 16, r1);
        Store(p, pixel + 2, channel, l2);
        Store(p, pixel + 2, channel + 8, m2);
        Store(p, pixel + 2, channel + 16, r2);
        Store(p, pixel + 3, channel, l3);
        Store(p, pixel + 3, channel + 8, m3);
        Store(p, pixel + 3, channel + 16, r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8(in ProductArguments p, int pixel, int channel, float* weights)
    {
        Vector256<float> l = Vector256.Load(p.Bias + channel);
        Vector256<float> l0 = l, l1 = l, l2 = l, l3 = l, l4 = l, l5 = l;
        nint step = p.InputStep;
        float* first = p.Input + (pixel * step);
        for (int row = 0; row < p.Rows; row++, first += p.InputRow)
        {
            float* a = first, b = first + (3 * step), end = first + p.Depth;
            for (; a < end; a++, b++, weights += 8)
            {
                l = Vector256.Load(weights);
                l0 = Vector256.FusedMultiplyAdd(Vector256.Create(a[0]), l, l0);
                l1 = Vector256.FusedMultiplyAdd(Vector256.Create(a[step]), l, l1);
                l2 = Vector256.FusedMultiplyAdd(Vector256.Create(a[2 * step]), l, l2);
                l3 = Vector256.FusedMultiplyAdd(Vector256.Create(b[0]), l, l3);
                l4 = Vector256.FusedMultiplyAdd(Vector256.Create(b[step]), l, l4);
                l5 = Vector256.FusedMultiplyAdd(Vector256.Create(b[2 * step]), l, l5);
            }
        }
        Store(p, pixel, channel, l0);
        Store(p, pixel + 1, channel, l1);
        Store(p, pixel + 2, channel, l2);
        Store(p, pixel + 3, channel, l3);
        Store(p, pixel + 4, channel, l4);
        Store(p, pixel + 5, channel, l5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in ProductArguments p, int pixel, int channel, Vector256<float> sum)
    {
        if (channel < p.AddedChannels)
            sum += Vector256.Load(p.Added + (pixel * (nint)p.AddedChannels) + channel);
        if (p.Relu)
            sum = Vector256.Max(sum, Vector256<float>.Zero);
        sum.Store(p.Output + (pixel * (nint)p.Channels) + channel);
    }

    /// <summary>One row of a depthwise 3 x 3 convolution: each channel for itself.</summary>
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
    public static void DepthwiseRow(
        float* above, float* middle, float* below, int width, int left, int stride, int channels, float* weights, float* bias, bool relu,
        float* output, int outputWidth)
    {
        float least = relu ? 0 : float.NegativeInfinity;
        int inner = Math.Min(outputWidth, ((width - 3 + left) / stride) + 1), first = left == 0 ? 0 : 1;
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
            Inner(above + from, middle + from, below + from, stride * channels, channels, weights, bias, least, output + ((nint)x * channels), count);
        }

        void Edge(int x)
        {
            for (int channel = 0; channel < channels; channel += Lanes)
            {
                Vector256<float> sum = Vector256.Load(bias + channel);
                for (int column = 0; column < 3; column++)
                {
                    int at = (x * stride) - left + column;
                    if (at < 0 || at >= width)
                        continue;
                    nint from = ((nint)at * channels) + channel;
                    sum = Vector256.FusedMultiplyAdd(Vector256.Load(above + from), Vector256.Load(weights + (column * channels) + channel), sum);
                    sum = Vector256.FusedMultiplyAdd(Vector256.Load(middle + from), Vector256.Load(weights + ((3 + column) * channels) + channel), sum);
                    sum = Vector256.FusedMultiplyAdd(Vector256.Load(below + from), Vector256.Load(weights + ((6 + column) * channels) + channel), sum);
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
        for (nint channel = 0; channel < channels; channel += Lanes)
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
                Vector256<float> sum = Vector256.FusedMultiplyAdd(Vector256.Load(up), w0, b);
                Vector256<float> other = Vector256.Load(at) * w3;
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(up + channels), w1, sum);
                other = Vector256.FusedMultiplyAdd(Vector256.Load(at + channels), w4, other);
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(up + (2 * channels)), w2, sum);
                other = Vector256.FusedMultiplyAdd(Vector256.Load(at + (2 * channels)), w5, other);
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(down), w6, sum);
                other = Vector256.FusedMultiplyAdd(Vector256.Load(down + channels), w7, other);
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(down + (2 * channels)), w8, sum);
                Vector256.Max(sum + other, floor).Store(to);
                up += step;
                at += step;
                down += step;
                to += channels;
            }
        }
    }
}

/// <summary>A product of <see cref="ConvolutionKernels.Product"/>.</summary>
internal unsafe struct ProductArguments
{
    /// <summary>The inputs of the first pixel.</summary>
    public float* Input;

    /// <summary>From the inputs of a pixel to those of the next; from a run of inputs to the next.</summary>
    public nint InputStep, InputRow;

    /// <summary>Runs of inputs, and inputs of a run.</summary>
    public int Rows, Depth;

    /// <summary>For each block of channels: rows x depth x block; the blocks are those of <see cref="ConvolutionKernels.Block"/>.</summary>
    public float* Weights;

    public float* Bias;

    /// <summary>Added to the first channels of the result: another map of the same size.</summary>
    public float* Added;

    /// <summary>Channels of it; 0 for none.</summary>
    public int AddedChannels;

    public bool Relu;

    /// <summary>Pixels x channels.</summary>
    public float* Output;

    public int Channels;
}
