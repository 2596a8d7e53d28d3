using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>The tile of <see cref="ProductKernel"/> for AVX-512: 6 pixels x 32 channels.</summary>
internal static unsafe class ProductKernel512
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile(in ProductArguments p, int pixel, int channel, float* weights)
    {
        Vector512<float> l = Vector512.Load(p.Bias + channel), r = Vector512.Load(p.Bias + channel + 16);
        Vector512<float> l0 = l, r0 = r, l1 = l, r1 = r, l2 = l, r2 = r, l3 = l, r3 = r, l4 = l, r4 = r, l5 = l, r5 = r;
        nint step = p.InputStep;
        float* first = p.Input + (pixel * step);
        for (int row = 0; row < p.Rows; row++, first += p.InputRow)
        {
            float* a = first, b = first + (3 * step), end = first + p.Depth;
            for (; a < end; a++, b++, weights += 32)
            {
                l = Vector512.Load(weights);
                r = Vector512.Load(weights + 16);
                Vector512<float> x = Vector512.Create(a[0]);
                l0 = Vector512.MultiplyAddEstimate(x, l, l0);
                r0 = Vector512.MultiplyAddEstimate(x, r, r0);
                x = Vector512.Create(a[step]);
                l1 = Vector512.MultiplyAddEstimate(x, l, l1);
                r1 = Vector512.MultiplyAddEstimate(x, r, r1);
                x = Vector512.Create(a[2 * step]);
                l2 = Vector512.MultiplyAddEstimate(x, l, l2);
                r2 = Vector512.MultiplyAddEstimate(x, r, r2);
                x = Vector512.Create(b[0]);
                l3 = Vector512.MultiplyAddEstimate(x, l, l3);
                r3 = Vector512.MultiplyAddEstimate(x, r, r3);
                x = Vector512.Create(b[step]);
                l4 = Vector512.MultiplyAddEstimate(x, l, l4);
                r4 = Vector512.MultiplyAddEstimate(x, r, r4);
                x = Vector512.Create(b[2 * step]);
                l5 = Vector512.MultiplyAddEstimate(x, l, l5);
                r5 = Vector512.MultiplyAddEstimate(x, r, r5);
            }
        }
        Store(p, pixel, channel, l0);
        Store(p, pixel, channel + 16, r0);
        Store(p, pixel + 1, channel, l1);
        Store(p, pixel + 1, channel + 16, r1);
        Store(p, pixel + 2, channel, l2);
        Store(p, pixel + 2, channel + 16, r2);
        Store(p, pixel + 3, channel, l3);
        Store(p, pixel + 3, channel + 16, r3);
        Store(p, pixel + 4, channel, l4);
        Store(p, pixel + 4, channel + 16, r4);
        Store(p, pixel + 5, channel, l5);
        Store(p, pixel + 5, channel + 16, r5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(in ProductArguments p, int pixel, int channel, Vector512<float> sum)
    {
        float* added = p.Added + (pixel * (nint)p.AddedChannels) + channel;
        if (channel + 16 <= p.AddedChannels)
            sum += Vector512.Load(added);
        else if (channel < p.AddedChannels)
            sum += Vector512.Create(Vector256.Load(added), Vector256<float>.Zero);
        if (p.Relu)
            sum = Vector512.Max(sum, Vector512<float>.Zero);
        sum.Store(p.Output + (pixel * (nint)p.Channels) + channel);
    }
}
