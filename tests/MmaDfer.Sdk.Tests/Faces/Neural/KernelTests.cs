using MmaDfer.Sdk.Faces.Neural;

namespace MmaDfer.Sdk.Tests.Faces.Neural;

/// <summary>The kernels against plain loops, for all widths of channels and rows that meet a different path.</summary>
[TestClass]
public sealed unsafe class KernelTests
{
    [TestMethod]
    [DataRow(8)]
    [DataRow(16)]
    [DataRow(24)]
    [DataRow(32)]
    [DataRow(40)]
    [DataRow(48)]
    [DataRow(56)]
    [DataRow(64)]
    [DataRow(88)]
    [DataRow(96)]
    public void ProductsAreSums(int channels)
    {
        foreach ((int pixels, int depth, int rows, int step, int added) in (ReadOnlySpan<(int, int, int, int, int)>)
            [(6, 5, 1, 5, 0), (7, 16, 1, 16, channels), (48, 3, 1, 8, 8), (53, 15, 5, 6, 0), (101, 24, 1, 24, channels / 16 * 8)])
        {
            foreach (bool relu in (bool[])[false, true])
                CheckProduct(channels, pixels, depth, rows, step, added, relu);
        }
    }

    private static void CheckProduct(int channels, int pixels, int depth, int rows, int step, int added, bool relu)
    {
        var random = new Random(channels + pixels);
        int rowStep = (step * pixels) + depth + 3;
        float[] input = Numbers(random, rows * rowStep), weights = Numbers(random, rows * depth * channels), bias = Numbers(random, channels);
        float[] other = Numbers(random, Math.Max(1, pixels * added)), output = new float[pixels * channels];
        fixed (float* i = input, w = weights, b = bias, a = other, o = output)
        {
            ProductKernel.Product(
                new ProductArguments
                {
                    Input = i, InputStep = step, InputRow = rowStep, Rows = rows, Depth = depth, Weights = w, Bias = b, Added = a, AddedChannels = added,
                    Relu = relu, Output = o, Channels = channels,
                },
                pixels);
        }
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (int first = 0, block; first < channels; first += block)
            {
                block = ProductKernel.Block(channels - first);
                for (int channel = first; channel < first + block; channel++)
                {
                    double sum = bias[channel] + (channel < added ? other[(pixel * added) + channel] : 0);
                    for (int row = 0; row < rows; row++)
                    {
                        for (int k = 0; k < depth; k++)
                        {
                            float weight = weights[(first * rows * depth) + (((row * depth) + k) * block) + channel - first];
                            sum += (double)input[(row * rowStep) + (pixel * step) + k] * weight;
                        }
                    }
                    Assert.AreEqual(relu ? Math.Max(sum, 0) : sum, output[(pixel * channels) + channel], 1e-4, $"{channels} {pixels} {pixel} {channel}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow(8, 1, 1)]
    [DataRow(24, 1, 1)]
    [DataRow(64, 1, 1)]
    [DataRow(16, 2, 0)]
    [DataRow(40, 2, 1)]
    [DataRow(96, 2, 0)]
    public void DepthwiseRowsAreSums(int channels, int stride, int before)
    {
        foreach (int width in (int[])[2, 3, 4, 10, 34, 80])
        {
            if (stride == 2 && width % 2 == 1)
                continue;
            foreach (bool relu in (bool[])[false, true])
            {
                var random = new Random(channels + width);
                int outputs = width / stride;
                float[] input = Numbers(random, 3 * width * channels), weights = Numbers(random, 9 * channels), bias = Numbers(random, channels), output = new float[outputs * channels];
                fixed (float* i = input, w = weights, b = bias, o = output)
                    DepthwiseKernel.Row(i, i + (width * channels), i + (2 * width * channels), width, before, stride, channels, w, b, relu, o, outputs);
                for (int x = 0; x < outputs; x++)
                {
                    for (int channel = 0; channel < channels; channel++)
                    {
                        double sum = bias[channel];
                        for (int cell = 0; cell < 9; cell++)
                        {
                            int at = (x * stride) - before + (cell % 3);
                            if (at >= 0 && at < width)
                                sum += (double)input[(((cell / 3 * width) + at) * channels) + channel] * weights[(cell * channels) + channel];
                        }
                        Assert.AreEqual(relu ? Math.Max(sum, 0) : sum, output[(x * channels) + channel], 1e-4, $"{channels} {width} {x} {channel}");
                    }
                }
            }
        }
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
}
