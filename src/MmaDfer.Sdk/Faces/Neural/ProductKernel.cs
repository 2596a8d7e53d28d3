using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>
/// 1 x 1 convolutions over maps whose channels lie next to each other (NHWC), a multiple of <see cref="Lanes"/> of them. All sums stay in
/// registers, and inputs are read where they are: such a network has too few channels for the packing that large products need.
/// </summary>
internal static unsafe class ProductKernel
{
    /// <summary>Channels that are calculated together.</summary>
    public const int Lanes = 8;

    /// <summary>Pixels of a product at once, and so the fewest that a row may have.</summary>
    public const int MinPixels = 6;

    /// <summary>Pixels whose inputs stay in the first cache while all outputs of them are calculated.</summary>
    private const int Strip = 48;

    /// <summary>
    /// Channels of the next block of weights: 16, with AVX-512 32 as long as there are as many; 24 for a rest of 24, 8 for a rest of 8.
    /// </summary>
    public static int Block(int channels) => channels is 8 or 24 ? channels : channels >= 32 && Vector512.IsHardwareAccelerated ? 32 : 16;

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
                        case 32:
                            ProductKernel512.Tile(arguments, at, channel, weights);
                            break;
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
                l0 = Vector256.MultiplyAddEstimate(x, l, l0);
                r0 = Vector256.MultiplyAddEstimate(x, r, r0);
                x = Vector256.Create(a[step]);
                l1 = Vector256.MultiplyAddEstimate(x, l, l1);
                r1 = Vector256.MultiplyAddEstimate(x, r, r1);
                x = Vector256.Create(a[2 * step]);
                l2 = Vector256.MultiplyAddEstimate(x, l, l2);
                r2 = Vector256.MultiplyAddEstimate(x, r, r2);
                x = Vector256.Create(b[0]);
                l3 = Vector256.MultiplyAddEstimate(x, l, l3);
                r3 = Vector256.MultiplyAddEstimate(x, r, r3);
                x = Vector256.Create(b[step]);
                l4 = Vector256.MultiplyAddEstimate(x, l, l4);
                r4 = Vector256.MultiplyAddEstimate(x, r, r4);
                x = Vector256.Create(b[2 * step]);
                l5 = Vector256.MultiplyAddEstimate(x, l, l5);
                r5 = Vector256.MultiplyAddEstimate(x, r, r5);
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
                l0 = Vector256.MultiplyAddEstimate(x, l, l0);
                m0 = Vector256.MultiplyAddEstimate(x, m, m0);
                r0 = Vector256.MultiplyAddEstimate(x, r, r0);
                x = Vector256.Create(a[step]);
                l1 = Vector256.MultiplyAddEstimate(x, l, l1);
                m1 = Vector256.MultiplyAddEstimate(x, m, m1);
                r1 = Vector256.MultiplyAddEstimate(x, r, r1);
                x = Vector256.Create(b[0]);
                l2 = Vector256.MultiplyAddEstimate(x, l, l2);
                m2 = Vector256.MultiplyAddEstimate(x, m, m2);
                r2 = Vector256.MultiplyAddEstimate(x, r, r2);
                x = Vector256.Create(b[step]);
                l3 = Vector256.MultiplyAddEstimate(x, l, l3);
                m3 = Vector256.MultiplyAddEstimate(x, m, m3);
                r3 = Vector256.MultiplyAddEstimate(x, r, r3);
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
                l0 = Vector256.MultiplyAddEstimate(Vector256.Create(a[0]), l, l0);
                l1 = Vector256.MultiplyAddEstimate(Vector256.Create(a[step]), l, l1);
                l2 = Vector256.MultiplyAddEstimate(Vector256.Create(a[2 * step]), l, l2);
                l3 = Vector256.MultiplyAddEstimate(Vector256.Create(b[0]), l, l3);
                l4 = Vector256.MultiplyAddEstimate(Vector256.Create(b[step]), l, l4);
                l5 = Vector256.MultiplyAddEstimate(Vector256.Create(b[2 * step]), l, l5);
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
}

/// <summary>A product of <see cref="ProductKernel.Product"/>.</summary>
internal unsafe struct ProductArguments
{
    /// <summary>The inputs of the first pixel.</summary>
    public float* Input;

    /// <summary>From the inputs of a pixel to those of the next; from a run of inputs to the next.</summary>
    public nint InputStep, InputRow;

    /// <summary>Runs of inputs, and inputs of a run.</summary>
    public int Rows, Depth;

    /// <summary>For each block of channels: rows x depth x block; the blocks are those of <see cref="ProductKernel.Block"/>.</summary>
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
