using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>
/// A tensor between layers: height x width x channels, where height and width are those of the network's input divided by
/// <see cref="Stride"/>. Channels are stored as a multiple of <see cref="ProductKernel.Lanes"/>; those too many are 0.
/// </summary>
internal sealed class FeatureMap(int channels, int stride)
{
    public int Channels { get; } = channels;

    /// <summary>Channels as stored.</summary>
    public int Stored { get; } = (channels + ProductKernel.Lanes - 1) / ProductKernel.Lanes * ProductKernel.Lanes;

    public int Stride { get; } = stride;

    /// <summary>Which memory it lies in: maps that are not needed at the same time share one.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Index of the last layer that reads it.</summary>
    public int LastUse { get; set; }

    public int Height(FaceNetwork network) => network.Height / Stride;

    public int Width(FaceNetwork network) => network.Width / Stride;
}

/// <summary>A step of the network: calculates one map from one or two others.</summary>
internal abstract unsafe class Layer(FeatureMap? input, FeatureMap output)
{
    /// <summary>The map it reads; null for the frame.</summary>
    public FeatureMap? Input { get; } = input;

    public FeatureMap Output { get; } = output;

    /// <summary>A map that is added to the result before <see cref="Relu"/>; it may have fewer channels.</summary>
    public FeatureMap? Added { get; set; }

    /// <summary>Whether this layer can add another map.</summary>
    public virtual bool CanAdd => false;

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu { get; set; }

    public abstract void Run(FaceNetwork network);
}

/// <summary>The first convolution: of the frame, k x k with stride 2.</summary>
internal sealed unsafe class FrameConvolution(FeatureMap output, int kernel, int channels, float[] weights, float[] bias) : Layer(null, output)
{
    public override void Run(FaceNetwork network)
    {
        int width = Output.Width(network), height = Output.Height(network);
        fixed (float* w = weights, b = bias)
        {
            for (int y = 0; y < height; y++)
            {
                ProductKernel.Product(
                    new ProductArguments
                    {
                        Input = network.Frame + (y * 2 * network.FrameRow),
                        InputStep = 2 * channels,
                        InputRow = network.FrameRow,
                        Rows = kernel,
                        Depth = kernel * channels,
                        Weights = w,
                        Bias = b,
                        Relu = Relu,
                        Output = network[Output] + ((nint)y * width * Output.Stored),
                        Channels = Output.Stored,
                    },
                    width);
            }
        }
    }
}

/// <summary>A 1 x 1 convolution.</summary>
internal sealed unsafe class PointwiseConvolution(FeatureMap input, FeatureMap output, float[] weights, float[] bias) : Layer(input, output)
{
    public override bool CanAdd => true;

    public override void Run(FaceNetwork network)
    {
        fixed (float* w = weights, b = bias)
        {
            ProductKernel.Product(
                new ProductArguments
                {
                    Input = network[Input!],
                    InputStep = Input!.Stored,
                    Rows = 1,
                    Depth = Input.Channels,
                    Weights = w,
                    Bias = b,
                    Added = Added is null ? null : network[Added],
                    AddedChannels = Added?.Stored ?? 0,
                    Relu = Relu,
                    Output = network[Output],
                    Channels = Output.Stored,
                },
                Output.Height(network) * Output.Width(network));
        }
    }
}

/// <summary>A 3 x 3 convolution of each channel for itself, with stride 1 or 2.</summary>
/// <param name="input">Map to read.</param>
/// <param name="output">Map to write.</param>
/// <param name="before">Rows and columns of zeros before the first ones: 0 or 1.</param>
/// <param name="weights">9 x stored channels.</param>
/// <param name="bias">Of each stored channel.</param>
internal sealed unsafe class DepthwiseConvolution(FeatureMap input, FeatureMap output, int before, float[] weights, float[] bias) : Layer(input, output)
{
    public override void Run(FaceNetwork network)
    {
        int stride = Output.Stride / Input!.Stride, channels = Input.Stored;
        int width = Input.Width(network), height = Input.Height(network), outputWidth = Output.Width(network), outputHeight = Output.Height(network);
        float* source = network[Input], target = network[Output];
        fixed (float* w = weights, b = bias)
        {
            for (int y = 0; y < outputHeight; y++)
            {
                int top = (y * stride) - before;
                DepthwiseKernel.Row(
                    Row(top), Row(top + 1), Row(top + 2), width, before, stride, channels, w, b, Relu, target + ((nint)y * outputWidth * channels), outputWidth);
            }
        }

        float* Row(int y) => y < 0 || y >= height ? network.Zeros : source + ((nint)y * width * channels);
    }
}

/// <summary>The largest of each 2 x 2 pixels.</summary>
internal sealed unsafe class MaxPooling(FeatureMap input, FeatureMap output) : Layer(input, output)
{
    public override void Run(FaceNetwork network)
    {
        int channels = Input!.Stored, width = Output.Width(network), height = Output.Height(network);
        nint row = (nint)Input.Width(network) * channels;
        float* target = network[Output];
        for (int y = 0; y < height; y++)
        {
            float* source = network[Input] + (2 * y * row);
            for (int x = 0; x < width; x++, source += 2 * channels)
            {
                for (int channel = 0; channel < channels; channel += ProductKernel.Lanes, target += ProductKernel.Lanes)
                {
                    float* from = source + channel;
                    Vector256.Max(
                        Vector256.Max(Vector256.Load(from), Vector256.Load(from + channels)),
                        Vector256.Max(Vector256.Load(from + row), Vector256.Load(from + row + channels))).Store(target);
                }
            }
        }
    }
}

/// <summary>Each pixel becomes 2 x 2 (nearest neighbour).</summary>
internal sealed unsafe class Doubling(FeatureMap input, FeatureMap output) : Layer(input, output)
{
    public override bool CanAdd => true;

    public override void Run(FaceNetwork network)
    {
        int channels = Input!.Stored, width = Output.Width(network), height = Output.Height(network), added = Added?.Stored ?? 0;
        float* target = network[Output], other = Added is null ? null : network[Added];
        for (int y = 0; y < height; y++)
        {
            float* source = network[Input] + (y / 2 * ((nint)width / 2) * channels);
            for (int x = 0; x < width; x++, other += added)
            {
                float* from = source + (x / 2 * channels);
                for (int channel = 0; channel < channels; channel += ProductKernel.Lanes, target += ProductKernel.Lanes)
                {
                    Vector256<float> value = Vector256.Load(from + channel);
                    if (channel < added)
                        value += Vector256.Load(other + channel);
                    (Relu ? Vector256.Max(value, Vector256<float>.Zero) : value).Store(target);
                }
            }
        }
    }
}
